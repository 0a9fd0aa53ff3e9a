import { createEngine, type Engine, type RoleIn, type UserTypes } from '../index.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <Claim extends true>(claim?: Claim): Claim | undefined => claim
const roleOf = <Types extends UserTypes>(engine: Engine<Types>): RoleIn<Types> | undefined =>
  engine.config.providers[0].security.requiredRoles[0]

const session = { secret: undefined as string | undefined }
const main = { providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' } as const

// The roles of a function's value are not known in advance.
const shared = createEngine({
  baseUrl: 'https://app.example.com',
  providers: [main],
  security: () => Promise.resolve({ roleMapping: { staff: ['ROLE_STAFF'] } }),
  session,
})
const _sharedRole = roleOf(shared)
holds<Equal<typeof _sharedRole, string | undefined>>()

const own = createEngine({
  baseUrl: 'https://app.example.com',
  providers: [{ ...main, security: () => ({ requiredRoles: ['ROLE_STAFF'] }) }],
  security: { requiredRoles: ['ROLE_USER'] },
  session,
})
const _ownRole = roleOf(own)
holds<Equal<typeof _ownRole, string | undefined>>()

// A value is still known by name.
const value = createEngine({
  baseUrl: 'https://app.example.com',
  providers: [main],
  security: { roleMapping: { staff: ['ROLE_STAFF'] } },
  session,
})
const _valueRole = roleOf(value)
holds<Equal<typeof _valueRole, ('ROLE_STAFF' | 'ROLE_USER') | undefined>>()
