import { signingAlgorithms, type ProviderConfig } from '@x/oidc-core'

/** The algorithms accepted on ID Tokens: ours, narrowed by the configuration, or else by what the provider announces. */
export function resolveIdTokenAlgorithms(
  provider: ProviderConfig,
  announced: readonly string[] | undefined,
): readonly string[] {
  const accepted = provider.idTokenSigningAlgs ?? announced ?? ['RS256']
  return signingAlgorithms.filter((alg) => accepted.includes(alg))
}
