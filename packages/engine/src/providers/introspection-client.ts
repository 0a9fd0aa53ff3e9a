import type { IntrospectionClient, ProviderConfig } from '@x/oidc-core'

/**
 * Finds the client that introspects tokens: the client that is configured only for introspection, or the client of sign-ins.
 * Undefined if there is no client or if it is public: a provider answers only clients that authenticate (RFC 7662, section 2.1).
 */
export function findIntrospectionClient(config: ProviderConfig): IntrospectionClient | undefined {
  if (config.introspection !== undefined) return config.introspection
  return config.signIn && config.clientAuthentication.method !== 'none' ? config : undefined
}
