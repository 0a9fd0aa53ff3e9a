// The programs of the documentation, as a team would write them. They are compiled; `programs.test.ts` runs the first.
import { createOidc, type Auth } from '@x/oidc-hono'
import type { BearerOptions } from '@x/oidc-engine'
import { Hono } from 'hono'
import type { hc } from 'hono/client'
import { createFactory } from 'hono/factory'
import { options } from './program-options.ts'

const oidc = createOidc(options)

const app = new Hono<typeof oidc.env>()
app.use(oidc.middleware())
app.get('/', (c) => c.text(`hello ${c.var.auth.user?.name}`))
app.get('/admin', oidc.requireRole('ROLE_ADMIN'), (c) => c.text(c.var.auth.user.name))
app.get('/me', oidc.requireUser(), (c) => c.text(c.get('auth').user.name))
app.get('/all', oidc.requireRole({ all: ['ROLE_USER', 'ROLE_ADMIN'] }), (c) => c.json([...c.var.auth.roles]))

// @ts-expect-error without a gate the user may be absent
app.get('/', (c) => c.text(c.var.auth.user.name))

// An API behind access tokens.
app.use('/api/*', oidc.bearer({ audience: 'https://api.example.com' }))
const api = { audience: 'https://api.example.com' }
app.get('/api/me', oidc.bearer(api), (c) => c.text(`${c.var.auth.via} ${c.var.auth.user.name}`))
app.get('/api/admin', oidc.bearer(api), oidc.requireRole('ROLE_ADMIN'), (c) => c.text(c.var.auth.user.name))
app.get('/api/open', oidc.bearer({ ...api, optional: true }), (c) => c.text(c.var.auth.user?.name ?? ''))
// @ts-expect-error the user may be absent where a token is optional
app.get('/api/open', oidc.bearer({ ...api, optional: true }), (c) => c.text(c.var.auth.user.name))
declare const loose: BearerOptions<'ROLE_USER'>
// @ts-expect-error nor where the type does not say
app.get('/api/open', oidc.bearer(loose), (c) => c.text(c.var.auth.user.name))
// @ts-expect-error an API has an audience
oidc.bearer({ scopes: ['read'] })
// @ts-expect-error ROLE_ADMlN is not a role behind a token either
oidc.bearer({ ...api, roles: ['ROLE_ADMlN'] })

// A misspelt role does not compile.
// @ts-expect-error ROLE_ADMlN is not a role of the configuration
app.get('/admin', oidc.requireRole('ROLE_ADMlN'))
// @ts-expect-error neither in a list
oidc.requireRole('ROLE_USER', 'ROLE_ADMlN')
// @ts-expect-error nor among all
oidc.requireRole({ all: ['ROLE_ADMlN'] })
// @ts-expect-error nor when it is asked for
app.get('/', (c) => c.json(c.var.auth.hasRole('ROLE_ADMlN')))
// @ts-expect-error nor behind a gate
app.get('/me', oidc.requireUser(), (c) => c.json(c.var.auth.hasRole('ROLE_ADMlN')))
// @ts-expect-error a gate that asks for no role is a mistake
oidc.requireRole()

// Where the type of the context is lost, the adapter knows it.
new Hono().get('/', (c) => c.text(oidc.user(c).name + String(oidc.auth(c).hasRole('ROLE_USER'))))
new Hono().get('/', oidc.requireUser(), (c) => c.text(c.var.auth.user.name))
new Hono()
  .use('/admin/*', oidc.requireRole('ROLE_ADMIN'))
  .get('/admin/a', (c) => c.text(c.var.auth.user.name))

// Beside variables and bindings of the application's own.
interface Own {
  Variables: { count: number } & (typeof oidc.env)['Variables']
  Bindings: { SECRET: string }
}
const own = createFactory<Own>()
own
  .createApp()
  .use(oidc.middleware())
  .get('/', oidc.requireUser(), (c) => c.text(`${c.var.auth.user.name} ${c.var.count + 1} ${c.env.SECRET}`))
own.createHandlers(oidc.requireUser(), (c) => c.text(c.var.auth.user.name))

// A gate does not change what a client of the route knows of its answers.
export const route = new Hono().get('/me', oidc.requireUser(), (c) => c.json({ name: c.var.auth.user.name }))
type Client = ReturnType<typeof hc<typeof route>>
type Answer = Awaited<ReturnType<Awaited<ReturnType<Client['me']['$get']>>['json']>>
export const answered: Answer = { name: 'Ada' }
// @ts-expect-error it is a name and nothing else
export const wrong: Answer = { name: 1 }

export const visitor: Auth = { status: 'anonymous', user: undefined, roles: new Set(), hasRole: () => false }

// Written inline, the roles are known as well; without `as const` they are any text.
const inline = createOidc({
  baseUrl: 'http://localhost:3000',
  providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
  security: { roleMapping: { staff: ['ROLE_USER'] } },
  session: { secret: 'x'.repeat(32) },
})
inline.requireRole('ROLE_USER')
// @ts-expect-error ROLE_STAFF is not a role of the configuration
inline.requireRole('ROLE_STAFF')
const widened = { ...options, security: { roleMapping: { staff: ['ROLE_USER'] as string[] } } }
createOidc(widened).requireRole('ROLE_ANYTHING')

// What `onSignIn` adds to the session has its type wherever the user is read.
const accounts = createOidc({ ...options, onSignIn: async () => ({ extra: { accountId: 7 } }) })
new Hono<typeof accounts.env>()
  .use(accounts.middleware())
  .get('/', (c) => {
    const { auth } = c.var
    if (auth.via === 'session') return c.text(auth.user.extra.accountId.toFixed())
    // @ts-expect-error an anonymous caller has no user, and an access token no extra
    return c.text(auth.user.extra.accountId)
  })
  .get('/account', accounts.requireUser(), (c) => c.text(c.var.auth.user.extra.accountId.toFixed()))
  .get('/other', accounts.requireRole('ROLE_ADMIN'), (c) =>
    c.text(accounts.user(c).extra.accountId.toFixed()),
  )
new Hono().get('/api', accounts.bearer({ audience: 'https://api.example.com' }), (c) => {
  const nothing: undefined = c.var.auth.user.extra
  return c.json({ nothing })
})
