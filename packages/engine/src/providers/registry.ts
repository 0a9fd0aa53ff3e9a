import { OidcError } from '@x/oidc-core'
import type { ProviderClient } from './provider-client.ts'

/** The configured providers by their `providerId`. */
export type ProviderClients = ReadonlyMap<string, ProviderClient>

/** @throws OidcError `unknown_provider` */
export function findClient(clients: ProviderClients, providerId = ''): ProviderClient {
  const client = clients.get(providerId)
  if (client !== undefined) return client
  throw new OidcError('unknown_provider', 'No provider of this name is configured.', { providerId })
}
