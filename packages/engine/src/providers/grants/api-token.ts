import * as oauth from 'oauth4webapi'
import { prepareRequest, type RequestTarget } from '../oauth.ts'
import { readTokenAnswer, type ApiTokenAnswer, unusable } from './token-response.ts'

/** A grant without a browser: `grant_type` and its parameters. */
export interface ApiGrant {
  /** @see RFC 6749, sections 4.3 (password), 4.4 (client credentials) and 6 (refresh) */
  readonly type: 'client_credentials' | 'password' | 'refresh_token'
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * Requests an access token for a script or a service.
 * @throws OidcError `client_rejected`, `token_request_failed`, `provider_response_invalid`, `provider_unavailable`
 */
export async function requestApiToken(
  target: RequestTarget,
  { type, parameters }: ApiGrant,
): Promise<ApiTokenAnswer> {
  const { server, client, authentication, options } = prepareRequest(target, 'token')
  const response = await oauth.genericTokenEndpointRequest(
    server,
    client,
    authentication,
    type,
    parameters,
    options,
  )
  const answer = await readTokenAnswer(target.config, response, {
    grant: type,
    sent: [parameters['refresh_token'], parameters['password']].filter((value) => value !== undefined),
  })
  const { accessToken } = answer
  if (accessToken === undefined) throw unusable(target.config.providerId, 'it contains no access token')
  return { ...answer, accessToken }
}
