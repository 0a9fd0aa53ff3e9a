import * as oauth from 'oauth4webapi'
import { prepareRequest, type RequestTarget } from '../oauth.ts'
import { readTokenAnswer, type TokenAnswer, unusable } from './token-response.ts'

/** @see RFC 6749, section 5.1; OpenID Connect Core 1.0, section 3.1.3.3 */
export interface TokenResponse extends TokenAnswer {
  /** Not yet verified. */
  readonly idToken: string
}

export interface CodeGrant {
  /** The code of a validated authorization response. */
  readonly code: string
  readonly redirectUri: string
  readonly codeVerifier: string
}

/**
 * Exchanges an authorization code for tokens.
 * @throws OidcError `client_rejected`, `token_request_failed`, `provider_response_invalid`, `provider_unavailable`
 * @see RFC 6749, sections 4.1.3 and 5; RFC 7636, section 4.5
 */
export async function requestTokens(target: RequestTarget, grant: CodeGrant): Promise<TokenResponse> {
  const { config } = target
  const { providerId } = config
  const { server, client, authentication, options } = prepareRequest(target, 'token')
  const response =
    config.signIn && config.unsafe?.withoutPkce === true
      ? await oauth.genericTokenEndpointRequest(
          server,
          client,
          authentication,
          'authorization_code',
          { code: grant.code, redirect_uri: grant.redirectUri },
          options,
        )
      : await oauth.authorizationCodeGrantRequest(
          server,
          client,
          authentication,
          validatedResponse(server, client, grant.code),
          grant.redirectUri,
          grant.codeVerifier,
          options,
        )
  const answer = await readTokenAnswer(target.config, response, {
    grant: 'authorization_code',
    sent: [grant.code, grant.codeVerifier],
  })
  const { idToken } = answer
  if (idToken !== undefined) return { ...answer, idToken }
  throw unusable(providerId, 'it contains no ID Token')
}

/** oauth4webapi takes a code only from a response that it has validated itself; core has validated ours. */
function validatedResponse(
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  code: string,
): URLSearchParams {
  const response = new URLSearchParams({ code, iss: server.issuer })
  return oauth.validateAuthResponse(server, client, response, oauth.expectNoState)
}
