import { defineOidcConfig } from '@x/oidc-core'
import type { ClaimRef, OidcOptions, ProviderConfig } from '@x/oidc-core'

/** A provider with one rule and this way to grant roles. */
export function defineProvider(
  rolesClaim: ClaimRef,
  security: NonNullable<OidcOptions['security']>,
): ProviderConfig {
  const { providers } = defineOidcConfig({
    baseUrl: 'https://app.example.com',
    providers: [
      {
        providerId: 'example',
        issuerUrl: 'https://id.example.com',
        clientId: 'app',
        rolesClaims: [rolesClaim],
      },
    ],
    security,
    session: { secret: 'not a secret, for nothing is sealed here' },
  })
  return providers[0]
}
