import { fingerprintClaims, type OidcConfig } from '@x/oidc-core'
import { createSealer, type Sealer } from '../crypto/seal.ts'
import type { Ports } from '../ports.ts'

/**
 * Creates the sealer of sessions that several applications share. What one seals, another opens only if each has the same providers, the
 * same client at each, and reads the same claims there: a role key or a name of one has the same meaning for the other then.
 */
export function createSharedSealer(
  { providers, session: { secret } }: OidcConfig,
  cookieDomain: string,
  { random }: Pick<Ports, 'random'>,
): Sealer {
  const clients = providers.flatMap((provider) => {
    if (!provider.signIn) return []
    const { authorizationParams, clientId, issuerUrl, providerId, requiredAcrValues } = provider
    const strength = [requiredAcrValues, authorizationParams['max_age']]
    return [JSON.stringify([providerId, issuerUrl, clientId, strength, fingerprintClaims(provider)])]
  })
  return createSealer(secret, { audience: JSON.stringify([cookieDomain, ...clients.sort()]), random })
}
