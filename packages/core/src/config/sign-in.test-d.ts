import { defineOidcConfig } from './define-oidc-config.ts'
import type { OidcConfig, ProviderConfig } from './oidc-config.ts'
import type { OidcOptions } from './oidc-options.ts'

const base = { baseUrl: 'https://app.example.com', session: { secret: undefined } } as const
const workloads = { providerId: 'ci', issuerUrl: 'https://ci.example.com', signIn: false } as const
const people = { providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' } as const
declare const client: { readonly clientId: string; readonly clientSecret: string | undefined }

// Inline, as a constant, and beside a provider with sign-ins.
defineOidcConfig({
  ...base,
  providers: [{ providerId: 'ci', issuerUrl: 'https://ci.example.com', signIn: false }],
})
defineOidcConfig({ ...base, providers: [workloads, people] })
defineOidcConfig({ ...base, providers: [{ ...people, signIn: true }] })
defineOidcConfig({
  ...base,
  providers: [{ ...workloads, introspection: client, unsafe: { withoutIntrospectionAudience: true } }],
})
defineOidcConfig({
  ...base,
  providers: [{ ...people, introspection: { ...client, authMethod: 'client_secret_post' } }],
})
const given = {
  ...base,
  providers: [{ providerId: 'ci', issuerUrl: 'https://ci.example.com', signIn: false }],
} satisfies OidcOptions
defineOidcConfig(given)

// A provider with sign-ins has a client.
// @ts-expect-error there is no clientId
defineOidcConfig({ ...base, providers: [{ providerId: 'main', issuerUrl: 'https://id.example.com' }] })
// @ts-expect-error there is no clientId
defineOidcConfig({ ...base, providers: [{ ...workloads, signIn: true }] })

// A provider without sign-ins has none, and no option of sign-ins.
// @ts-expect-error clientId
defineOidcConfig({ ...base, providers: [{ ...workloads, clientId: 'app' }] })
// @ts-expect-error clientSecret
defineOidcConfig({ ...base, providers: [{ ...workloads, clientSecret: 'secret' }] })
// @ts-expect-error scopes
defineOidcConfig({ ...base, providers: [{ ...workloads, scopes: ['email'] }] })
// @ts-expect-error logoutParams
defineOidcConfig({ ...base, providers: [{ ...workloads, logoutParams: { a: 'b' } }] })
// @ts-expect-error providerLogout
defineOidcConfig({ ...base, providers: [{ ...workloads, providerLogout: true }] })
// @ts-expect-error revokeOnLogout
defineOidcConfig({ ...base, providers: [{ ...workloads, revokeOnLogout: true }] })
// @ts-expect-error withoutNonce
defineOidcConfig({ ...base, providers: [{ ...workloads, unsafe: { withoutNonce: true } }] })

// The result says which of the two a provider is.
declare const provider: ProviderConfig
if (provider.signIn) provider.clientId satisfies string
else provider.clientId satisfies undefined
// @ts-expect-error a provider may have no sign-ins
provider.clientId satisfies string
// @ts-expect-error a provider may have no sign-ins
provider.scopes satisfies unknown
provider.unsafe?.withoutIntrospectionAudience satisfies boolean | undefined

// A result is valid as options.
declare const config: OidcConfig
defineOidcConfig(config)
