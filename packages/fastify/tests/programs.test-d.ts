// The programs of the documentation, as a team would write them. They are compiled, not run.
import fastify from 'fastify'
import { createOidc, type User } from '@x/oidc-fastify'

const options = {
  baseUrl: 'http://localhost:3000',
  providers: [
    {
      providerId: 'keycloak',
      issuerUrl: 'https://id.example.com/realms/main',
      clientId: 'app',
      clientSecret: process.env['CLIENT_SECRET'],
      rolesClaims: ['https://example.com/roles', ['realm_access', 'roles']],
      accessTokenFormat: 'jwt',
    },
  ],
  security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
  session: { secret: process.env['SESSION_SECRET'] },
} as const

const oidc = createOidc(options)
const audience = 'https://api.example.com'

const app = fastify({ logger: true })
await app.register(oidc.plugin)
app.get('/me', { onRequest: oidc.requireUser() }, (request) => oidc.user(request).name)
app.get('/admin', { preHandler: oidc.requireRole('ROLE_ADMIN') }, async (request) => {
  oidc.user(request) satisfies User
  return [...oidc.auth(request).roles]
})
app.get(
  '/all',
  { preValidation: [oidc.requireRole({ all: ['ROLE_USER', 'ROLE_ADMIN'] })] },
  async () => 'all',
)
app.addHook('onRequest', oidc.bearer({ audience }))
app.route({ method: 'GET', url: '/api', onRequest: oidc.bearer({ audience }), handler: async () => 'api' })

// A route with types of its own, and a server with TLS.
app.post<{ Body: { text: string } }>('/notice', { onRequest: oidc.requireUser() }, async (request) => {
  const { subject } = oidc.user(request)
  return subject + request.body.text
})
const secure = fastify({ https: {} })
await secure.register(oidc.plugin)
secure.get('/', { onRequest: oidc.requireUser() }, async (request) => oidc.user(request).name)

// HTTP/2 writes heads by another way, where a response could not be kept private.
const http2 = fastify({ http2: true })
// @ts-expect-error its requests are not those of node:http
http2.get('/', { onRequest: oidc.requireUser() }, async () => 'text')

// A misspelt role does not compile.
// @ts-expect-error ROLE_ADMlN is not a role of the configuration
app.get('/admin', { onRequest: oidc.requireRole('ROLE_ADMlN') }, async () => 'text')
// @ts-expect-error neither in a list
oidc.requireRole('ROLE_USER', 'ROLE_ADMlN')
// @ts-expect-error nor among all
oidc.requireRole({ all: ['ROLE_ADMlN'] })
// @ts-expect-error nor when it is asked for
app.get('/', async (request) => oidc.auth(request).hasRole('ROLE_ADMlN'))
// @ts-expect-error nor behind a token
oidc.bearer({ audience, roles: ['ROLE_ADMlN'] })
// @ts-expect-error a gate that asks for no role is a mistake
oidc.requireRole()

// What `onSignIn` adds to the session has its type wherever the user is read.
const accounts = createOidc({ ...options, onSignIn: async () => ({ extra: { accountId: 7 } }) })
fastify().get('/account', { onRequest: accounts.requireUser() }, (request) => {
  const auth = accounts.auth(request)
  if (auth.via === 'session') return auth.user.extra.accountId.toFixed()
  // @ts-expect-error extra has no member of this name
  return accounts.user(request).extra.acountId
})
