import {
  createEngine,
  type Engine,
  type FoundProviderOptions,
  type RoleIn,
  type UserTypes,
} from '../index.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <Claim extends true>(claim?: Claim): Claim | undefined => claim
const roleOf = <Types extends UserTypes>(engine: Engine<Types>): RoleIn<Types> | undefined =>
  engine.config.providers[0].security.requiredRoles[0]

const base = { baseUrl: 'https://app.example.com', session: { secret: undefined as string | undefined } }
const security = { roleMapping: { staff: ['ROLE_STAFF'] }, requiredRoles: ['ROLE_USER'] } as const
const main = { providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' } as const
const find = (providerId: string): FoundProviderOptions => ({ ...main, providerId })

// The roles stand beside a function of the id, so they are known by name.
const byFunction = createEngine({ ...base, providers: find, security, shareSecurity: true })
const _functionRole = roleOf(byFunction)
holds<Equal<typeof _functionRole, ('ROLE_STAFF' | 'ROLE_USER') | undefined>>()

// So they are beside an object with two functions, which may return promises.
const byObject = createEngine({
  ...base,
  providers: {
    find: (providerId) => Promise.resolve(find(providerId)),
    findByIssuer: async (issuer) => Promise.resolve({ ...main, issuerUrl: issuer }),
  },
  security,
  shareSecurity: true,
})
const _objectRole = roleOf(byObject)
holds<Equal<typeof _objectRole, ('ROLE_STAFF' | 'ROLE_USER') | undefined>>()

// A gate of either knows the roles.
export const gates = [byFunction, byObject].map((engine) =>
  engine.gate(new Request(base.baseUrl), { role: 'ROLE_STAFF' }),
)
// @ts-expect-error no entry gives this role
export const misspelt = byObject.gate(new Request(base.baseUrl), { role: 'ROLE_STAF' })

// Without security, the role of the library's gate is left.
const _plainRole = roleOf(createEngine({ ...base, providers: find }))
holds<Equal<typeof _plainRole, 'ROLE_USER' | undefined>>()

// A function of the person names no roles in advance.
const _personRole = roleOf(createEngine({ ...base, providers: find, security: () => security }))
holds<Equal<typeof _personRole, string | undefined>>()

// @ts-expect-error a provider that a function finds has no security of its own
createEngine({ ...base, providers: (providerId: string) => ({ ...main, providerId, security }) })
