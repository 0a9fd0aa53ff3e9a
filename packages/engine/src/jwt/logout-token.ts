import {
  type LogoutRequest,
  maxJwsLength,
  type SignInProviderConfig,
  validateLogoutToken,
} from '@x/oidc-core'
import { type TokenIssuer, resolveIdTokenAlgorithms } from './id-token.ts'
import { verifyJws } from './jws.ts'
import { buildKeyOutage } from './key-set.ts'
import type { Result } from '../result.ts'

/** The clock of the engine. */
interface TokenClock {
  readonly now: number
  readonly clockSkewSeconds: number
}

/**
 * Verifies a logout token: its signature with the provider's keys, by the algorithms of ID Tokens, then its claims. Any client can send
 * one, so newer keys are fetched within a budget of its own.
 * @returns what the token says, or the rule that it fails
 * @throws OidcError `provider_unavailable` if keys cannot be fetched, also if the fetch budget is empty
 * @see OpenID Connect Back-Channel Logout 1.0, section 2.6
 */
export async function verifyLogoutToken(
  token: string,
  { announced, keys, provider }: TokenIssuer<SignInProviderConfig>,
  clock: TokenClock,
): Promise<Result<LogoutRequest, string>> {
  if (token.length > maxJwsLength) return { ok: false, rule: 'too_long' }
  const algorithms = resolveIdTokenAlgorithms(provider, announced)
  const verified = await verifyJws(token, keys.for('logout_token'), algorithms)
  if (!verified.ok) {
    const wait = verified.detail?.retryAfterSeconds
    if (wait !== undefined) throw buildKeyOutage(provider.providerId, wait)
    return { ok: false, rule: verified.rule }
  }
  const { claims, header } = verified.value
  const { clientId, issuerUrl: issuer, trustedAudiences } = provider
  return validateLogoutToken(header, claims, { issuer, clientId, trustedAudiences, ...clock })
}
