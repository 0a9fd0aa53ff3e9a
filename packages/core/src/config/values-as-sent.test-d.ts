import { decideAccess, defineOidcConfig, listNameClaims } from '../index.ts'
import type { ClaimRef, NameClaim, SessionKeep } from '../index.ts'

const provider = { providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' } as const
const base = { baseUrl: 'https://app.example.com', session: { secret: undefined } } as const

// The name: one claim, or the first of several, inline, `as const` and widened.
defineOidcConfig({
  ...base,
  providers: [{ ...provider, nameClaim: { firstOf: ['email', ['a', 'b'], 'sub'] } }],
})
const constant = { ...provider, nameClaim: { firstOf: ['email', 'sub'] } } as const
defineOidcConfig({ ...base, providers: [constant] })
const widened = { ...provider, nameClaim: { firstOf: ['email', 'sub'] } }
const config = defineOidcConfig({ ...base, providers: [widened] })
config.providers[0].nameClaim satisfies NameClaim
listNameClaims(config.providers[0].nameClaim) satisfies readonly ClaimRef[]
// @ts-expect-error the claims come in a list
defineOidcConfig({ ...base, providers: [{ ...provider, nameClaim: { firstOf: 'email' } }] })
// @ts-expect-error a claim path has no booleans
defineOidcConfig({ ...base, providers: [{ ...provider, nameClaim: { firstOf: [['a', true]] } }] })
const { nameClaim, nameClaims } = decideAccess(config.providers[0], { idToken: {} }).trace
nameClaim satisfies ClaimRef
nameClaims satisfies readonly ClaimRef[] | undefined

// What sessions keep.
const providers = [provider] as const
defineOidcConfig({ ...base, providers, session: { secret: 'x', keep: { claims: true, trace: true } } })
const keep = { claims: ['department', ['address', 'country']], trace: false } as const
defineOidcConfig({ ...base, providers, session: { secret: 'x', keep } })
config.session.keep satisfies SessionKeep
config.session.keep.claims satisfies true | readonly ClaimRef[]
// @ts-expect-error the list form of before
defineOidcConfig({ ...base, providers, session: { secret: 'x', keep: ['trace'] } })
// @ts-expect-error a list of claims
defineOidcConfig({ ...base, providers, session: { secret: 'x', keep: { claims: 'department' } } })

// Lists as text.
const rule = { path: 'groups', parse: 'json' }
defineOidcConfig({
  ...base,
  providers: [{ ...provider, rolesClaims: [rule, { path: 'g', parse: 'bracketed' }] }],
})
config.providers[0].rolesClaims[0]?.parse satisfies 'json' | 'bracketed' | undefined
// @ts-expect-error a form has a name
defineOidcConfig({ ...base, providers: [{ ...provider, rolesClaims: [{ path: 'g', parse: true }] }] })
