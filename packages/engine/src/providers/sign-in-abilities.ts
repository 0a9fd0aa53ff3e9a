import { OidcError, type SignInProviderConfig } from '@x/oidc-core'
import { createClientAuthentication } from './client-authentication.ts'
import type { ProviderMetadata } from './discovery.ts'

/**
 * Checks before a browser is sent to the provider whether the sign-in can succeed, as far as the metadata say.
 * @returns the authorization endpoint
 * @throws OidcError `provider_unsupported`, which names the missing feature
 */
export function checkSignInAbilities(config: SignInProviderConfig, metadata: ProviderMetadata): string {
  const { providerId, unsafe } = config
  const lacks = (what: string, message: string): OidcError =>
    new OidcError('provider_unsupported', `Provider ${providerId} ${message}`, { providerId, what })
  const {
    authorization_endpoint: endpoint,
    code_challenge_methods_supported: challenges,
    require_pushed_authorization_requests: pushed,
    response_types_supported: types,
  } = metadata
  if (types?.includes('code') === false)
    throw lacks('response_type code', 'does not offer the authorization code flow.')
  if (unsafe?.withoutPkce !== true && challenges?.includes('S256') === false)
    throw lacks('code_challenge_method S256', 'does not offer PKCE with S256.')
  if (pushed === true) {
    const message =
      'accepts only pushed authorization requests (RFC 9126), which this library does not send. If it accepts other authorization ' +
      'requests from this client, set metadata: { require_pushed_authorization_requests: false }.'
    throw lacks('authorization requests in the browser', message)
  }
  createClientAuthentication(config, metadata.token_endpoint_auth_methods_supported)
  if (endpoint === undefined) throw lacks('authorization_endpoint', 'has no authorization endpoint.')
  return endpoint
}
