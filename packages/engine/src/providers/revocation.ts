import { OidcError, type ProviderConfig } from '@x/oidc-core'
import * as oauth from 'oauth4webapi'
import * as v from 'valibot'
import { prepareRequest, type RequestTarget } from './oauth.ts'
import { readJson } from './outbound.ts'

/** The type of a token, as the provider gets it in `token_type_hint`. @see RFC 7009, section 2.1 */
export type RevocableToken = 'refresh_token' | 'access_token'

/** The codes for a client that the provider does not accept. @see RFC 6749, section 5.2 */
const clientErrors = ['invalid_client', 'unauthorized_client']

/** Only codes of the specifications reach the message, because another text could repeat the token. */
const errorAnswer = v.object({
  error: v.picklist([...clientErrors, 'invalid_request', 'unsupported_token_type']),
})

/**
 * Revokes a token at the provider. Revoking the refresh token usually ends its access tokens, too (RFC 7009, section 2.1).
 * @returns false, without a request, if the provider has no revocation endpoint
 * @throws OidcError `client_rejected`, `provider_response_invalid`, `provider_unavailable`, `provider_unsupported`
 * @see RFC 7009, section 2
 */
export async function revokeToken(
  target: RequestTarget,
  token: string,
  type: RevocableToken,
): Promise<boolean> {
  const { config, metadata } = target
  if (metadata.revocation_endpoint === undefined) return false
  const { server, client, authentication, options } = prepareRequest(target, 'revocation')
  const response = await oauth.revocationRequest(server, client, authentication, token, {
    ...options,
    additionalParameters: { token_type_hint: type },
  })
  if (response.status !== 200) throw await refusal(config, response)
  return true
}

/** @see RFC 7009, section 2.2.1 */
async function refusal({ providerId }: ProviderConfig, response: Response): Promise<OidcError> {
  const { status } = response
  const answer = v.safeParse(errorAnswer, await readJson(response))
  const error = answer.success ? answer.output.error : `status ${status}`
  if (status === 401 || clientErrors.includes(error)) {
    const message =
      `Provider ${providerId} does not let this client revoke tokens (${error}). Check clientId, clientSecret and ` +
      'revocation_endpoint_auth_methods_supported of its metadata.'
    return new OidcError('client_rejected', message, { providerId, error })
  }
  const why = `it answered ${status}${answer.success ? ` (${error})` : ''}`
  return new OidcError(
    'provider_response_invalid',
    `The revocation response of provider ${providerId} is not usable: ${why}.`,
    { providerId, operation: 'revocation', why, status },
  )
}
