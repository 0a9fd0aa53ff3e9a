import type { ProviderConfig } from '@x/oidc-core'

/** The algorithms that we verify: asymmetric ones only, never `none` or HS*. @see RFC 7518, section 3.1; RFC 8037 */
const supported = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]

/** The algorithms accepted on ID Tokens: ours, narrowed by the configuration, or else by what the provider announces. */
export function resolveIdTokenAlgorithms(
  provider: ProviderConfig,
  announced: readonly string[] | undefined,
): readonly string[] {
  const accepted = provider.idTokenSigningAlgs ?? announced ?? ['RS256']
  return supported.filter((alg) => accepted.includes(alg))
}

/** The algorithms accepted on JWT access tokens: metadata has no member for them. */
export const accessTokenAlgorithms: readonly string[] = supported
