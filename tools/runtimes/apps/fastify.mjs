import process from 'node:process'
import { createOidc } from '@x/oidc-fastify'
import fastify from 'fastify'
import { callApi, home, readApi, readOptions } from './read-options.mjs'

const { env } = process
const oidc = createOidc(readOptions(env))
const api = readApi(env)
const app = fastify()
await app.register(oidc.plugin)

app.get('/', (_, reply) => reply.type('text/html').send(home))
app.get('/me', { onRequest: oidc.requireUser() }, async (request) => oidc.user(request).name)
app.get(
  '/admin',
  { onRequest: oidc.requireRole('ROLE_ADMIN') },
  async (request) => `hello ${oidc.user(request).name}`,
)
app.get('/roles', async (request) => [...oidc.auth(request).roles].sort())
app.get('/tokens', (request) => oidc.tokens(request))
app.get('/call', (request) =>
  callApi(oidc.fetchAs(request, api), new URL(request.url, api).searchParams.get('to') ?? ''),
)
await app.listen({ port: Number(env['PORT']), host: env['HOST'] ?? 'localhost' })
