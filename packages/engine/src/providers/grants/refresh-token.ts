import * as oauth from 'oauth4webapi'
import { prepareRequest, type RequestTarget } from '../oauth.ts'
import { readTokenAnswer, type TokenAnswer } from './token-response.ts'

export interface RefreshGrant {
  readonly refreshToken: string
}

/**
 * Exchanges a refresh token for new tokens. An answer without a new refresh token means that the old one stays valid.
 * @remarks The request is sent once, whatever happens: a provider that rotates refresh tokens may have used this one up although its
 *   answer was lost, and then takes a second request for theft (RFC 9700, section 4.14.2).
 * @throws OidcError `token_request_failed`, with `invalid_grant` as its `detail.error` if the refresh token is not valid any more;
 *   `client_rejected`, `provider_response_invalid`, `provider_unavailable`
 * @see RFC 6749, sections 5 and 6; OpenID Connect Core 1.0, section 12
 */
export async function refreshTokens(
  target: RequestTarget,
  { refreshToken }: RefreshGrant,
): Promise<TokenAnswer> {
  const { server, client, authentication, options } = prepareRequest(target, 'token')
  const response = await oauth.refreshTokenGrantRequest(server, client, authentication, refreshToken, options)
  return readTokenAnswer(target.config, response, { grant: 'refresh_token', sent: [refreshToken] })
}
