import { env } from 'node:process'
import { Hono } from 'hono'
import { jwk } from 'hono/jwk'
import { listenHono } from '../../src/servers/hono/listen-hono.ts'
import { fetchKeys } from './fetch-keys.mjs'

const app = new Hono()
app.use(
  jwk({
    // With `jwks_uri` it asks the provider for its keys at every request.
    keys: await fetchKeys(env.ISSUER_URL),
    alg: ['RS256'],
    verification: { iss: env.ISSUER_URL, aud: env.AUDIENCE, typ: 'at+jwt' },
  }),
)
app.get('/', (c) => c.text(`hello ${c.get('jwtPayload').sub}`))
listenHono(app)
