import { decideAccess, defineOidcConfig } from '../index.ts'
import type { OidcConfig, OidcOptions, RolesOf } from '../index.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <Claim extends true>(claim?: Claim): Claim | undefined => claim

const provider = { providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' } as const
const session = { secret: undefined as string | undefined }
const base = { baseUrl: 'https://app.example.com', providers: [provider], session } as const

// Inline, every role is known by name.
const inline = defineOidcConfig({
  baseUrl: 'https://app.example.com',
  providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' }],
  security: {
    roleMapping: { staff: ['ROLE_STAFF'], guest: [] },
    individualRoles: { ada: ['ROLE_OWNER'] },
    defaultRoles: ['ROLE_GUEST'],
    impliedRoles: { ROLE_ROOT: ['ROLE_STAFF', 'ROLE_LOWER'] },
    rolePatterns: [{ pattern: '*', roles: ['ROLE_PATTERN'] }],
    passthrough: false,
  },
  session: { secret: 'x' },
})
holds<
  Equal<
    typeof inline,
    OidcConfig<
      'ROLE_STAFF' | 'ROLE_OWNER' | 'ROLE_GUEST' | 'ROLE_ROOT' | 'ROLE_LOWER' | 'ROLE_PATTERN' | 'ROLE_USER'
    >
  >
>()

// The roles go on into decisions.
const decision = decideAccess(inline.providers[0], { idToken: {} })
if (decision.admitted) {
  const [role] = decision.roles
  if (role === 'ROLE_STAFF') role satisfies 'ROLE_STAFF'
  // @ts-expect-error no configuration names this role
  if (role === 'ROLE_STAFFF') throw new Error(role)
  decision.name satisfies string
} else {
  // @ts-expect-error a person who was denied may have no name
  decision.name satisfies string
  decision.roles satisfies readonly []
}

// With `as const`.
const constant = {
  ...base,
  security: { roleMapping: { staff: ['ROLE_STAFF'] }, requiredRoles: ['ROLE_STAFF'] },
} as const
holds<Equal<RolesOf<typeof constant>, 'ROLE_STAFF'>>()
defineOidcConfig(constant)

// Without `as const` roles are strings.
const widened = { ...base, security: { roleMapping: { staff: ['ROLE_STAFF'] } } }
holds<Equal<RolesOf<typeof widened>, string>>()
defineOidcConfig(widened)

const record = { ...base, security: { roleMapping: {} as Record<string, string[]> } } as const
holds<Equal<RolesOf<typeof record>, string>>()
defineOidcConfig(record)

// Passthrough may bring any role.
const passthrough = { ...base, security: { passthrough: { allow: ['app-*'] } } } as const
holds<Equal<RolesOf<typeof passthrough>, string>>()
defineOidcConfig(passthrough)

// Without requiredRoles: the default.
holds<Equal<RolesOf<typeof base>, 'ROLE_USER'>>()
const open = { ...base, security: { requiredRoles: [] } } as const
holds<Equal<RolesOf<typeof open>, never>>()
defineOidcConfig(open)

// Providers have roles of their own, also at the deprecated place.
const own = {
  ...base,
  providers: [
    { ...provider, security: { roleMapping: { a: ['ROLE_A'] }, requiredRoles: ['ROLE_A'] } },
    { ...provider, providerId: 'other', roleMapping: { b: ['ROLE_B'] } },
  ],
} as const
holds<Equal<RolesOf<typeof own>, 'ROLE_A' | 'ROLE_B' | 'ROLE_USER'>>()
defineOidcConfig(own)

// A configuration is options, too, and keeps its roles.
const again = defineOidcConfig(inline)
again.providers[0].security.requiredRoles satisfies readonly string[]
holds<Equal<RolesOf<OidcOptions>, string>>()

// @ts-expect-error a session is needed
defineOidcConfig({ baseUrl: 'https://app.example.com', providers: [provider] })
// @ts-expect-error roles come in lists
defineOidcConfig({ ...base, security: { roleMapping: { staff: 'ROLE_USER' } } })
// @ts-expect-error a claim path has no booleans
defineOidcConfig({ ...base, providers: [{ ...provider, rolesClaims: [['a', true]] }] })
// @ts-expect-error either a sign-in or a bearer request
decideAccess(inline.providers[0], { idToken: {}, bearer: {} })
// @ts-expect-error a configuration is frozen
inline.baseUrl = ''
