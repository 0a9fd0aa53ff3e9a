import { RedisStore } from 'connect-redis'
import { createClient } from 'redis'
import { buildCookies as buildSigned, buildSessionId } from './passport.mjs'

/** Writes sessions as express-session and passport do, by the store's own `set`, and builds their cookies. */
export async function buildCookies({ emails, secret, redisUrl }) {
  const client = createClient({ url: redisUrl })
  await client.connect()
  const store = new RedisStore({ client })
  for (const email of emails)
    await store.set(buildSessionId(email), {
      cookie: { originalMaxAge: null, expires: null, httpOnly: true, path: '/' },
      passport: { user: { email } },
    })
  await client.close()
  return buildSigned({ emails, secret })
}
