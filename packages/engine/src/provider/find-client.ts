import { OidcError } from '@x/oidc-core'
import type { EngineContext } from '../engine-context.ts'
import type { ProviderClient } from './create-provider-client.ts'

/** @throws OidcError `unknown_provider` */
export function findClient({ clients }: EngineContext, providerId: string | undefined): ProviderClient {
  const client = clients.get(providerId ?? '')
  if (client !== undefined) return client
  throw new OidcError('unknown_provider', 'No provider of this name is configured.', {
    providerId: providerId ?? '',
  })
}
