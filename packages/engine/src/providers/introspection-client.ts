import type { IntrospectionClient, ProviderConfig } from '@x/oidc-core'

/**
 * Finds the client that introspects: one for that alone, or that of sign-ins. Undefined if the latter is public, or if there is
 * none, because a provider answers only clients that authenticate (RFC 7662, section 2.1).
 */
export function findIntrospectionClient(config: ProviderConfig): IntrospectionClient | undefined {
  if (config.introspection !== undefined) return config.introspection
  return config.signIn && config.clientAuthentication.method !== 'none' ? config : undefined
}
