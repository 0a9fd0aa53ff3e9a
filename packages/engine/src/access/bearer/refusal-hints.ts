import { type Clock, isFutureInstant } from '@x/oidc-core'
import { findIntrospectionClient } from '../../providers/introspection-client.ts'
import type { UnverifiedJwt } from './jwt-access-token.ts'
import type { TokenSource } from './token-source.ts'

/**
 * Says which option may be wrong if tokens of a provider are of another kind. The text is for the log and never contains a value
 * of the token.
 */
export function describeProfile(rule: string, { profile, provider }: TokenSource): string | undefined {
  const { providerId } = provider
  if (rule === 'kind' && profile === 'plain_jwt')
    return (
      'It has a claim of another kind of token, or it lacks every claim that only access tokens have. If provider ' +
      `${providerId} issues tokens to workloads, such as CI jobs, set its accessTokenProfile: 'workload_jwt'.`
    )
  return undefined
}

/**
 * Says why a provider may call a token inactive although the token names it as the issuer and has not expired. Keycloak 26.7 does
 * so unless `aud` contains the client that introspects. The claims are not verified, and are not quoted.
 */
export function describeInactive(
  { lookup, provider }: TokenSource,
  jwt: UnverifiedJwt | undefined,
  clock: Clock,
): string | undefined {
  const client = findIntrospectionClient(provider)
  if (lookup === 'userinfo' || client === undefined || jwt === undefined) return undefined
  const { aud, exp, iss } = jwt.claims
  if (iss !== provider.accessTokenIssuer || !isFutureInstant(exp, clock)) return undefined
  if ([aud].flat().includes(client.clientId)) return undefined
  return (
    `Provider ${provider.providerId} says that the token is inactive. By its own claims, it has not expired, and its aud lacks the client that ` +
    `introspects, ${JSON.stringify(client.clientId)}. Keycloak 26.7 and later call it inactive then: add an audience mapper for that client.`
  )
}
