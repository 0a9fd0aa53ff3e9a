import { defineOidcConfig } from './define-oidc-config.ts'
import type { ClientAuthentication, ProviderConfig } from './oidc-config.ts'
import type { AccessTokenProviderOptions, ProviderOptions } from './oidc-options.ts'

const provider = { providerId: 'main', issuerUrl: 'https://id.example.com', clientId: 'app' } as const
const base = { baseUrl: 'https://app.example.com', session: { secret: undefined } } as const

// A secret is present if the method needs one, and only then.
declare const authentication: ClientAuthentication
// @ts-expect-error a public client has no secret
authentication.clientSecret satisfies unknown
if (authentication.method === 'client_secret_basic') authentication.clientSecret satisfies string
if (authentication.method === 'client_certificate_header') authentication.certificate satisfies string

declare const config: ProviderConfig
// @ts-expect-error the secret belongs into clientAuthentication
config.clientSecret satisfies unknown
// A provider of a result is also valid as options.
config satisfies ProviderOptions | AccessTokenProviderOptions
defineOidcConfig({ ...base, providers: [config] })

defineOidcConfig({ ...base, providers: [{ ...provider, accessTokenProfile: 'plain_jwt' }] })
// @ts-expect-error a provider has one profile; bearer options may have a table
defineOidcConfig({ ...base, providers: [{ ...provider, accessTokenProfile: { main: 'plain_jwt' } }] })
config.accessTokenProfile satisfies 'rfc9068' | 'plain_jwt' | 'plain_jwt_without_aud' | 'workload_jwt'
// @ts-expect-error it may be left out
config.accessTokenLookup satisfies string
