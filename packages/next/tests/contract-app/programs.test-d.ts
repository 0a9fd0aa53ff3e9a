// The programs of the documentation, as a team would write them. They are compiled, not run: the rest of this folder runs.
import { createOidc } from '@x/oidc-next'
import type { NextRequest } from 'next/server'

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
    roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'], editors: ['ROLE_EDITOR'] },
    defaultRoles: [],
  },
  session: { secret: process.env['SESSION_SECRET'] },
} as const

// auth.ts
export const { proxy, handlers, getAuth, requireUser, requireRole, action, route, bearer } =
  createOidc(options)
export const api = bearer({ audience: 'https://api.example.com', scopes: ['read'] })

// A page or a data access layer.
export async function Page(): Promise<string> {
  const { user, roles } = await requireRole('ROLE_ADMIN')
  await requireRole({ all: ['ROLE_USER', 'ROLE_ADMIN'] })
  await requireUser()
  const auth = await getAuth()
  return `${user.name} ${[...roles].join()} ${auth.user?.name ?? 'anonymous'}`
}

// A server action, a route handler.
export const save = action({ role: 'ROLE_EDITOR' }, async ({ user }, form: FormData) => {
  await Promise.resolve([user.name, form.get('text')])
})
const formAction: (form: FormData) => Promise<void> = save
export const GET = route({ role: 'ROLE_ADMIN' }, (_request, { user }) => Response.json({ user }))
export const PUT = route<{ id: string }>({}, async (_request, { user, params }) =>
  Response.json({ user, id: (await params).id }),
)
export const HEAD = route({ optional: true }, (_request, { user }) => new Response(user?.name ?? null))

// An API behind access tokens.
export const POST = route(api, (_request, { user, via, expiresAt }) =>
  Response.json({ via, name: user.name, expiresAt }),
)
export const PATCH = route<{ id: string }>({ ...api, role: 'ROLE_ADMIN' }, async (_, { user, params }) =>
  Response.json({ user, id: (await params).id }),
)
export const OPTIONS = route({ ...api, optional: true }, (_, { user }) => new Response(user?.name ?? null))
export const DELETE = route({ ...api, optional: true, role: 'ROLE_ADMIN' }, (_, { user }) =>
  Response.json({ user }),
)

// Next.js checks route files by types like these.
type NextHandler<Params> = (
  request: NextRequest,
  context: { params: Promise<Params> },
) => Response | Promise<Response>
const handlerOfNoParams: NextHandler<Record<never, never>> = GET
const handlerOfParams: NextHandler<{ id: string }> = PUT
export const checked: readonly unknown[] = [formAction, handlerOfNoParams, handlerOfParams, handlers.GET]

// A misspelt role does not compile.
export const misspelt: readonly unknown[] = [
  // @ts-expect-error ROLE_ADMlN is not a role of the configuration
  () => requireRole('ROLE_ADMlN'),
  // @ts-expect-error neither in a list
  () => requireRole('ROLE_USER', 'ROLE_ADMlN'),
  // @ts-expect-error nor among all
  () => requireRole({ all: ['ROLE_ADMlN'] }),
  // @ts-expect-error nor of a server action
  action({ role: 'ROLE_ADMlN' }, () => undefined),
  // @ts-expect-error nor of a route handler
  route({ role: 'ROLE_ADMlN' }, () => new Response()),
  // @ts-expect-error nor when it is asked for
  async () => (await getAuth()).hasRole('ROLE_ADMlN'),
  // @ts-expect-error a gate that asks for no role is a mistake
  () => requireRole(),
  // @ts-expect-error the user may be absent behind an optional gate
  route({ optional: true }, (_request, { user }) => new Response(user.name)),
  // @ts-expect-error nor where a token is optional
  route({ ...api, optional: true }, (_request, { user }) => new Response(user.name)),
  // @ts-expect-error which stands beside it
  route({ bearer: { audience: 'a', optional: true } }, (_request, { user }) => new Response(user.name)),
  // @ts-expect-error nor may an API require an unknown role
  route({ ...api, role: 'ROLE_ADMlN' }, () => new Response()),
  // @ts-expect-error an API has an audience
  route({ bearer: {} }, () => new Response()),
  // @ts-expect-error a role cannot be optional
  route({ optional: true, role: 'ROLE_ADMIN' }, () => new Response()),
]

// What `onSignIn` adds to the session has its type wherever the user is read.
const accounts = createOidc({ ...options, onSignIn: async () => ({ extra: { accountId: 7 } }) })
export async function Account(): Promise<string> {
  const auth = await accounts.getAuth()
  if (auth.via === 'session') return auth.user.extra.accountId.toFixed()
  const { user } = await accounts.requireUser()
  // @ts-expect-error extra has no member of this name
  if (user.extra.acountId === 7) return 'misspelt'
  return user.extra.accountId.toFixed()
}
export const rename = accounts.action({}, ({ user }, name: string) => `${user.extra.accountId} ${name}`)
export const byRole = accounts.route({ role: 'ROLE_ADMIN' }, (_, { user }) =>
  Response.json(user.extra.accountId.toFixed()),
)
export const openRoute = accounts.route({ optional: true }, (_, auth) =>
  Response.json(auth.via === 'session' ? auth.user.extra.accountId : null),
)
