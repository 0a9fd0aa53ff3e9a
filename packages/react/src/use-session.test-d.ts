// What `typeof oidc` of each adapter gives to useSession. It is compiled, and not run.
import { createOidc, type EngineOptions, type SessionResponse, type Auth } from '@x/oidc-hono'
import { createOidc as createNodeOidc } from '@x/oidc-node'
import { useSession } from './index.ts'

const options = {
  baseUrl: 'https://app.example.com',
  providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
  security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_ADMIN'] } },
  session: { secret: 'a secret' },
} as const satisfies EngineOptions

export const oidc = createOidc(options)
const session = useSession<typeof oidc>()
session.hasRole('ROLE_ADMIN') satisfies boolean
// @ts-expect-error ROLE_ADMlN is not a role of the configuration
session.hasRole('ROLE_ADMlN')
// @ts-expect-error neither in the set of roles
session.roles.has('ROLE_ADMlN')

export const onNode = createNodeOidc({ ...options, onSignIn: () => ({ extra: { accountId: 7 } }) })
const withExtra = useSession<typeof onNode>()
withExtra.hasRole('ROLE_USER') satisfies boolean
// @ts-expect-error ROLE_ADMlN is not a role, with data of onSignIn either
withExtra.hasRole('ROLE_ADMlN')

if (session.status === 'authenticated') {
  session.user.name satisfies string
  session.user.claims.email satisfies string | undefined
  session.expiresAt satisfies number
  // @ts-expect-error the data of onSignIn stays on the server
  session.user.extra satisfies unknown
} else {
  session.user satisfies undefined
}
// @ts-expect-error without a check of the status the user may be absent
session.user.name satisfies string

// Without a type roles are any texts.
useSession().hasRole('ROLE_X') satisfies boolean
// @ts-expect-error options are no oidc
useSession<typeof options>()

declare const auth: Auth<'ROLE_USER'>
declare const answer: SessionResponse
useSession({ initial: auth, basePath: '/app', paths: { session: '/who' } })
useSession({ initial: answer })
// @ts-expect-error no such path
useSession({ paths: { logon: '/in' } })
