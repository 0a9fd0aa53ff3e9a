import { createPublicKey } from 'node:crypto'
import { env } from 'node:process'
import fastifyJwt from '@fastify/jwt'
import Fastify from 'fastify'
import { listenFastify } from '../../src/servers/fastify/listen-fastify.ts'
import { fetchKeys } from './fetch-keys.mjs'

const [jwk] = await fetchKeys(env.ISSUER_URL)
const app = Fastify()
app.register(fastifyJwt, {
  secret: { public: createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }) },
  verify: {
    algorithms: [jwk.alg],
    checkTyp: 'at+jwt',
    allowedIss: env.ISSUER_URL,
    allowedAud: env.AUDIENCE,
    requiredClaims: ['iss', 'aud', 'exp', 'iat', 'sub', 'client_id', 'jti'],
    // How many tokens it holds.
    cache: Number(env.TOKEN_CACHE ?? 0),
  },
})
app.get('/', { onRequest: (request) => request.jwtVerify() }, (request) => `hello ${request.user.sub}`)
await listenFastify(app)
