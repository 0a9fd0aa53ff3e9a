import { randomBytes } from 'node:crypto'
import { createEngine } from '@x/oidc-engine'
import { createSealer } from '../../../packages/engine/src/crypto/seal.ts'
import type { SealedSession } from '../../../packages/engine/src/sessions/session-codec.ts'
import { keyOf } from '../../../packages/engine/src/sessions/session-entries.ts'
import { openRedisStore } from '../servers/open-redis-store.ts'
import { buildSignInOptions, type SignInEnvironment } from '../servers/sign-in-options.ts'
import { renameSession } from './mint-sessions.ts'

/**
 * Writes sessions of other people to Redis, made from that of one who signed in for real: opened with the library's own sealer, with
 * other names in it, and sealed again for a key of its own.
 * @param cookie the `Cookie` header of the one who signed in
 * @returns a `Cookie` header for each address
 * @throws Error when Redis has no session of the cookie that the sealer opens
 */
export async function mintStoredSessions(
  env: SignInEnvironment & { readonly BENCH_REDIS_URL?: string },
  cookie: string,
  emails: readonly string[],
): Promise<readonly string[]> {
  const { config } = createEngine(buildSignInOptions(env))
  const sealer = createSealer(config.session.secret, { audience: config.baseUrl })
  const { client, store } = await openRedisStore(env)
  const [name = '', signedInId = ''] = cookie.split('; ')[0]?.split('=') ?? []
  const signedInKey = await keyOf({ id: signedInId })
  const entry = await store.read(signedInKey)
  const payload = (await sealer.unseal('stored', signedInKey, entry?.data ?? '')) as
    { readonly session: SealedSession } | undefined
  if (entry === undefined || payload === undefined)
    throw new Error(`Redis has no session of the cookie ${name}, so no other session can be made of it.`)
  const cookies: string[] = []
  for (const email of emails) {
    const id = randomBytes(18).toString('base64url')
    const key = await keyOf({ id })
    const session = renameSession(payload.session, id, email)
    const data = await sealer.seal('stored', key, { ...payload, session })
    await store.create(key, { ...entry, data, indexes: [await keyOf({ id: email })] })
    cookies.push(`${name}=${id}`)
  }
  await client.close()
  return cookies
}
