import { isOidcError } from '@x/oidc-core'
import type { Ports } from '../ports.ts'
import type { ProviderClients } from './find-client.ts'

/** Nobody who signs out waits longer than this for a provider that does not answer. */
const patienceSeconds = 2

/**
 * Finds where a provider ends its own session. None if it has no such endpoint or does not say so at this moment: the
 * session here ends whatever the provider does.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2.1
 */
export async function findEndSessionEndpoint(
  { clients, ports }: { readonly clients: ProviderClients; readonly ports: Ports },
  providerId: string,
): Promise<URL | undefined> {
  const client = clients.get(providerId)
  if (client === undefined) return undefined
  try {
    const metadata = await Promise.race([client.metadata(), failAfter(patienceSeconds)])
    const endpoint = metadata.end_session_endpoint
    return endpoint === undefined ? undefined : new URL(endpoint)
  } catch (error) {
    ports.log({
      level: 'warning',
      code: 'provider_logout_unknown',
      message:
        `Provider ${providerId} does not say where it signs people out; they are signed out here only. ` +
        (isOidcError(error) ? error.message : `It did not answer within ${patienceSeconds} seconds.`),
      providerId,
    })
    return undefined
  }
}

function failAfter(seconds: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => {
      reject(new Error(`no answer within ${seconds} seconds`))
    }, seconds * 1000)
  })
}
