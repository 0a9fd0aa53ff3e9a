import { fingerprintClaims, type OidcConfig } from '@x/oidc-core'
import { createSealer, type Sealer } from '../crypto/seal.ts'
import { decideByMapping, identifyMapping, type Mapped } from './changed-mapping.ts'
import type { OpenContext } from './opened-session.ts'
import type { SessionContext } from './session-context.ts'

/**
 * Lets applications at the hosts of one domain open the same sessions. What one seals, another opens only if each has the same providers,
 * the same client at each, and reads the same claims there: a role key or a name of one has the same meaning for the other then.
 * Transactions stay those of one application.
 */
export function shareSessions<Context extends Pick<SessionContext, 'config' | 'ports' | 'providers'>>(
  context: Context,
  cookieDomain: string,
): Context & { readonly sealer: Sealer } & Pick<OpenContext, 'mayOpen'> {
  const { config, ports, providers } = context
  return {
    ...context,
    sealer: createSealer(config.session.secret, {
      audience: JSON.stringify([cookieDomain, ...listClients(config)]),
      random: ports.random,
    }),
    mayOpen: (session) => !isUndecidable(providers, session),
  }
}

function listClients({ providers }: OidcConfig): readonly string[] {
  const clients = providers.flatMap((provider) => {
    if (!provider.signIn) return []
    const { authorizationParams, clientId, issuerUrl, providerId, requiredAcrValues } = provider
    const strength = [requiredAcrValues, authorizationParams['max_age']]
    return [JSON.stringify([providerId, issuerUrl, clientId, strength, fingerprintClaims(provider)])]
  })
  return clients.sort()
}

/**
 * Whether another application has decided the roles by another `security`, and the session does not keep what a decision needs: a role
 * of that application may have another meaning here.
 */
function isUndecidable(providers: SessionContext['providers'], session: Mapped): boolean {
  const provider = providers.find(session.providerId)
  if (provider?.readKnownSecurity() === undefined || session.mapping === identifyMapping(provider))
    return false
  return decideByMapping(providers, session) === undefined
}
