import { isIssuerOf } from '@x/oidc-core'
import { countFailure } from '../http/count-outage.ts'
import { describeError } from '../http/describe-error.ts'
import type { Ports } from '../ports.ts'
import { isSignInProvider, type ProviderRegistry } from '../providers/provider.ts'
import type { SessionTokens } from './session-tokens.ts'
import type { Session } from './session.ts'

/**
 * Revokes the tokens of a session that has ended: the refresh token, and without one the access token. Without a revocation
 * endpoint, with `revokeOnLogout: false`, or if the provider has another issuer by now, nothing is sent. A failure is an event. It never
 * rejects.
 * @param session without `issuer` if the tokens have just come from the provider
 * @see RFC 7009, section 2.1: with a refresh token, the provider ends the access tokens, too
 */
export async function revokeTokens(
  { ports, providers }: { readonly ports: Ports; readonly providers: ProviderRegistry },
  { issuer, providerId }: Pick<Session, 'providerId'> & Partial<Pick<Session, 'issuer'>>,
  tokens: SessionTokens | undefined,
): Promise<void> {
  if (tokens === undefined) return
  const { accessToken, refreshToken } = tokens
  try {
    const provider = providers.isFound ? await providers.load(providerId) : providers.find(providerId)
    if (provider === undefined || !isSignInProvider(provider) || !provider.config.revokeOnLogout) return
    if (issuer !== undefined && !isIssuerOf(provider.config, issuer)) return
    if (refreshToken === undefined) await provider.client.revokeToken(accessToken, 'access_token')
    else await provider.client.revokeToken(refreshToken, 'refresh_token')
  } catch (error) {
    const { code, message } = describeError(error)
    const unreported = countFailure(ports, ['token_revocation_failed', providerId, code])
    if (unreported === undefined) return
    ports.log({
      level: 'warn',
      code: 'token_revocation_failed',
      message: `The tokens of an ended session stay valid until they expire, because they cannot be revoked. ${message}`,
      providerId,
      unreported,
      detail: { error: code },
    })
  }
}
