import { isOidcError } from '@x/oidc-core'
import type { Ports } from '../ports.ts'
import type { ProviderClients } from './find-client.ts'

/**
 * Finds where a provider ends its own session. None if it has no such endpoint, or cannot be asked at this moment: the
 * session here ends whatever the provider does.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2.1
 */
export async function findEndSessionEndpoint(
  { clients, ports }: { readonly clients: ProviderClients; readonly ports: Ports },
  providerId: string,
): Promise<URL | undefined> {
  try {
    const endpoint = (await clients.get(providerId)?.metadata())?.end_session_endpoint
    return endpoint === undefined ? undefined : new URL(endpoint)
  } catch (error) {
    if (!isOidcError(error)) throw error
    ports.log({
      level: 'warning',
      code: 'provider_logout_unknown',
      message: `Provider ${providerId} does not say where it signs people out; they are signed out here only. ${error.message}`,
      providerId,
    })
    return undefined
  }
}
