import { randomBytes } from 'node:crypto'
import { createClient } from 'redis'
import { cookieName } from '../../servers/open-session.ts'
import { buildCookies as buildSealed } from './mint-alone.ts'

/** Writes to Redis what `buildCookies` of the cookies alone seals, and builds cookies with the ids. */
export async function buildCookies({
  redisUrl,
  ...options
}: Parameters<typeof buildSealed>[0] & { readonly redisUrl: string }): Promise<readonly string[]> {
  const client = createClient({ url: redisUrl })
  await client.connect()
  const cookies: string[] = []
  for (const sealed of buildSealed(options)) {
    const id = randomBytes(18).toString('base64url')
    await client.set(`alone:${id}`, sealed.slice(cookieName.length + 1))
    cookies.push(`${cookieName}=${id}`)
  }
  await client.close()
  return cookies
}
