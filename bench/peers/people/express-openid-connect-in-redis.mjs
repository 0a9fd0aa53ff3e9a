import { randomBytes } from 'node:crypto'
import { RedisStore } from 'connect-redis'
import { createClient } from 'redis'
import { buildTokens, day } from './express-openid-connect.mjs'

/** Writes sessions as the library does, by the store's own `set`, and builds their cookies, which have the id alone. */
export async function buildCookies({ emails, issuerUrl, clientId, redisUrl }) {
  const client = createClient({ url: redisUrl })
  await client.connect()
  const store = new RedisStore({ client })
  const now = Math.floor(Date.now() / 1000)
  const cookies = []
  for (const email of emails) {
    const id = randomBytes(16).toString('hex')
    await store.set(id, {
      header: { iat: now, uat: now, exp: now + day },
      data: buildTokens({ email, issuerUrl, clientId, now }),
      cookie: { expires: (now + day) * 1000, maxAge: day * 1000 },
    })
    cookies.push(`appSession=${id}`)
  }
  await client.close()
  return cookies
}
