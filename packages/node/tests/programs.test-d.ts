// The programs of the documentation, as a team would write them. They are compiled, not run: `programs.test.ts` runs them.
import http from 'node:http'
import connect from 'connect'
import express from 'express'
import express4 from 'express4'
import { createOidc } from '@x/oidc-node'

const options = {
  baseUrl: 'http://localhost:3000',
  providers: [
    {
      providerId: 'keycloak',
      issuerUrl: 'https://id.example.com/realms/main',
      clientId: 'app',
      clientSecret: process.env['CLIENT_SECRET'],
      nameClaim: 'email',
      scopes: ['email', 'profile'],
      rolesClaims: ['https://example.com/roles', ['realm_access', 'roles']],
      accessTokenFormat: 'jwt',
    },
  ],
  security: {
    roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] },
    defaultRoles: [],
  },
  session: { secret: process.env['SESSION_SECRET'] },
} as const

const oidc = createOidc(options)

// Plain http.
http.createServer(oidc.listener((req, res) => res.end(`hello ${req.auth.user?.name}`)))

// Express, both majors, and Connect.
const app = express()
app.use(oidc.middleware())
app.get('/admin', oidc.requireRole('ROLE_ADMIN'), (req, res) => res.send(oidc.user(req).name))
app.get('/me', oidc.requireUser(), (req, res) => res.send(oidc.user(req).name))
app.get('/all', oidc.requireRole({ all: ['ROLE_USER', 'ROLE_ADMIN'] }), (req, res) =>
  res.json([...oidc.auth(req).roles]),
)

app.use('/api', oidc.bearer({ audience: 'https://api.example.com' }), (req, res) => {
  res.send(oidc.user(req).name)
})

const old = express4()
old.use(oidc.middleware())
old.get('/admin', oidc.requireRole('ROLE_USER', 'ROLE_ADMIN'), (req, res) => res.send(oidc.user(req).name))

connect().use(oidc.middleware()).use('/admin', oidc.requireRole('ROLE_ADMIN'))

// A misspelt role does not compile.
// @ts-expect-error ROLE_ADMlN is not a role of the configuration
app.get('/admin', oidc.requireRole('ROLE_ADMlN'))
// @ts-expect-error neither in a list
oidc.requireRole('ROLE_USER', 'ROLE_ADMlN')
// @ts-expect-error nor among all
oidc.requireRole({ all: ['ROLE_ADMlN'] })
// @ts-expect-error nor when it is asked for
oidc.listener((req) => req.auth.hasRole('ROLE_ADMlN'))
// @ts-expect-error nor behind a token
oidc.bearer({ audience: 'https://api.example.com', roles: ['ROLE_ADMlN'] })
// @ts-expect-error a gate that asks for no role is a mistake
oidc.requireRole()

// Written inline, the roles are known as well.
const inline = createOidc({
  baseUrl: 'http://localhost:3000',
  providers: [
    {
      providerId: 'keycloak',
      issuerUrl: 'https://id.example.com',
      clientId: 'app',
      accessTokenFormat: 'opaque',
    },
  ],
  security: { roleMapping: { staff: ['ROLE_USER'] }, individualRoles: { ada: ['ROLE_ADMIN'] } },
  session: { secret: 'x'.repeat(32) },
})
inline.requireRole('ROLE_USER', 'ROLE_ADMIN')
// @ts-expect-error ROLE_STAFF is not a role of the configuration
inline.requireRole('ROLE_STAFF')

// Without `as const` it compiles; the roles are then any text.
const loose = {
  baseUrl: 'http://localhost:3000',
  providers: [
    {
      providerId: 'keycloak',
      issuerUrl: 'https://id.example.com',
      clientId: 'app',
      clientSecret: process.env['CLIENT_SECRET'],
      rolesClaims: ['https://example.com/roles', ['realm_access', 'roles']],
      accessTokenFormat: 'jwt',
    },
  ],
  security: { roleMapping: { staff: ['ROLE_USER'] }, defaultRoles: [] },
  session: { secret: process.env['SESSION_SECRET'] },
}
createOidc(loose).requireRole('ROLE_ANYTHING')

// What `onSignIn` adds to the session has its type wherever the user is read.
const accounts = createOidc({ ...options, onSignIn: async () => ({ extra: { accountId: 7 } }) })
app.get('/account', accounts.requireUser(), (req, res) =>
  res.send(accounts.user(req).extra.accountId.toFixed()),
)
http.createServer(
  accounts.listener((req, res) => {
    const { auth } = req
    if (auth.via === 'session') res.end(auth.user.extra.accountId.toFixed())
    // @ts-expect-error the caller may be anonymous, or have an access token
    res.end(auth.user.extra.accountId)
  }),
)
app.get('/misspelt', accounts.requireUser(), (req, res) => {
  // @ts-expect-error extra has no member of this name
  res.end(accounts.user(req).extra.acountId)
})
app.get('/nothing', oidc.requireUser(), (req, res) => {
  const nothing: undefined = oidc.user(req).extra
  res.json({ nothing })
})

// Upgrades know the roles, and who is admitted.
export async function upgrade(req: http.IncomingMessage): Promise<unknown[]> {
  const person = await oidc.upgrade(req, { role: 'ROLE_ADMIN' })
  const name: string | undefined = person?.auth.user.name
  const program = await oidc.upgrade(req, { bearer: { audience: 'https://api.example.com' } })
  const via: 'bearer' | undefined = program?.auth.via
  const anyone = await oidc.upgrade(req, { optional: true }, { origins: ['https://www.example.com'] })
  // @ts-expect-error the caller of an optional gate may be anonymous
  const unknown: string | undefined = anyone?.auth.user.name
  // @ts-expect-error ROLE_ADMlN is not a role of the configuration
  const refused = await oidc.upgrade(req, { role: 'ROLE_ADMlN' })
  return [name, via, unknown, refused]
}
