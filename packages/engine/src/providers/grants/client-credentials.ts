import { defaultPorts, createSafePorts, type Ports } from '../../ports.ts'
import { createProviderClient } from '../provider-client.ts'
import { type ApiTokenOptions, defineTokenClient } from './api-token-options.ts'
import { type ApiAccess, createApiAccess } from './api-access.ts'

/**
 * Requests a token for a service or a script that acts on its own behalf, and not for a person.
 * @throws OidcError `config_invalid` with every issue; `client_rejected`, `token_request_failed`, `provider_unavailable`,
 *   `provider_response_invalid`
 * @see RFC 6749, section 4.4
 * @example
 * const orders = await requestClientCredentialsToken({
 *   issuerUrl: 'https://id.example.com/realms/main',
 *   clientId: 'nightly-report',
 *   clientSecret: process.env.CLIENT_SECRET,
 *   apiOrigin: 'https://api.example.com',
 * })
 * const response = await orders.fetch('https://api.example.com/orders')
 */
export async function requestClientCredentialsToken(
  options: ApiTokenOptions,
  ports: Partial<Ports> = {},
): Promise<ApiAccess> {
  const { provider, apiOrigin, scopes, parameters, fetch } = defineTokenClient(options)
  const allPorts = createSafePorts({ ...defaultPorts, ...(fetch && { fetch }), ...ports })
  const client = createProviderClient(provider, allPorts)
  return createApiAccess({
    ports: allPorts,
    providerId: provider.providerId,
    apiOrigin,
    scopes,
    request: () => client.requestApiToken({ type: 'client_credentials', parameters }),
  })
}
