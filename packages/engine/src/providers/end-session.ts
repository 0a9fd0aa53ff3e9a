import { isOidcError, type SignInProviderConfig } from '@x/oidc-core'
import type { Ports } from '../ports.ts'
import { withTimeout } from '../cache/timeout.ts'
import type { ProviderMetadata } from './discovery.ts'
import type { Provider } from './provider.ts'

/** Maximum wait for the provider at a sign-out, in seconds. */
export const providerLogoutSeconds = 2

/**
 * Finds the address of the provider's own sign-out. Returns undefined if the provider has no end-session endpoint or does not
 * respond. The local session ends in any case.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2.1
 */
export async function findEndSessionEndpoint(
  { client, config: { providerId } }: Pick<Provider, 'client' | 'config'>,
  ports: Ports,
): Promise<URL | undefined> {
  const outcome = await withTimeout(ports.startTimer, providerLogoutSeconds, async () => {
    const endpoint = (await client.metadata()).end_session_endpoint
    return endpoint === undefined ? undefined : new URL(endpoint)
  })
  if (outcome.ok) return outcome.value
  const { cause } = outcome
  ports.log({
    level: 'warn',
    code: 'provider_logout_unknown',
    message:
      `Provider ${providerId} does not say where it signs people out; they are signed out here only. ` +
      (isOidcError(cause) ? cause.message : `It did not answer within ${providerLogoutSeconds} seconds.`),
    providerId,
  })
  return undefined
}

/** Whether a sign-out here can go on to the provider. */
export function canSignOutAtProvider(
  { providerLogout }: SignInProviderConfig,
  { end_session_endpoint: endpoint }: ProviderMetadata,
): boolean {
  return providerLogout && endpoint !== undefined
}
