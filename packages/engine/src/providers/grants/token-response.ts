import { OidcError } from '@x/oidc-core'
import * as oauth from 'oauth4webapi'
import * as v from 'valibot'
import { dropPrototype } from '../../json/drop-prototype.ts'
import type { RequestTarget } from '../oauth.ts'
import { readJson } from '../outbound.ts'

/** RFC 6749, appendix A.12, without the space: it goes into a header. */
const accessToken = v.pipe(v.string(), v.regex(/^[!-~]+$/u))
const refreshToken = v.pipe(v.string(), v.regex(/^[!-~]+$/u))

const tokenAnswer = v.looseObject({
  access_token: accessToken,
  // We send no proofs, so we cannot use a token that needs them (RFC 9449, section 5).
  token_type: v.pipe(v.string(), v.regex(/^bearer$/iu)),
  refresh_token: v.optional(refreshToken),
  id_token: v.optional(v.string()),
})

/** The answer of a token endpoint, validated except for the ID Token. @see RFC 6749, section 5.1 */
export interface TokenAnswer {
  readonly accessToken: string
  /** Not yet verified. */
  readonly idToken: string | undefined
  readonly refreshToken: string | undefined
  /** Seconds from the response on; undefined if the provider does not give them. */
  readonly expiresInSeconds: number | undefined
  /** The granted scopes, if the provider lists them. */
  readonly scopes: readonly string[] | undefined
}

/**
 * Reads the answer of a token endpoint.
 * @throws OidcError `client_rejected`, `token_request_failed`, `provider_response_invalid`
 * @see RFC 6749, section 5
 */
export async function readTokenAnswer(
  { config: { providerId, clientId }, metadata }: Pick<RequestTarget, 'config' | 'metadata'>,
  response: Response,
): Promise<TokenAnswer> {
  const invalid = (why: string): OidcError =>
    new OidcError(
      'provider_response_invalid',
      `The token answer of provider ${providerId} is not usable: ${why}.`,
      { providerId, operation: 'token', why },
    )
  if (response.status !== 200) throw await refusal(providerId, response)

  const answer = v.safeParse(tokenAnswer, await readJson(response))
  if (!answer.success)
    throw invalid('access_token, refresh_token or id_token is not a valid token, or token_type is not Bearer')
  const { id_token: idToken, refresh_token: refreshToken, ...others } = dropPrototype(answer.output)
  try {
    // Without the ID Token: oauth4webapi would validate it by its own rules. `jwt/id-token.ts` verifies it.
    const tokens = await oauth.processGenericTokenEndpointResponse(
      metadata as oauth.AuthorizationServer,
      { client_id: clientId },
      Response.json(others),
    )
    return {
      accessToken: tokens.access_token,
      idToken,
      refreshToken,
      expiresInSeconds: tokens.expires_in,
      scopes: tokens.scope?.split(' '),
    }
  } catch {
    // Its error contains the whole answer, and a script that ends with this error prints it.
    throw invalid('expires_in or scope breaks RFC 6749, section 5.1')
  }
}

const errorAnswer = v.object({ error: v.pipe(v.string(), v.regex(/^[\u0020-\u007E]{1,64}$/u)) })

/** @see RFC 6749, section 5.2 */
async function refusal(providerId: string, response: Response): Promise<OidcError> {
  const answer = v.safeParse(errorAnswer, await readJson(response))
  const error = answer.success ? answer.output.error : `status ${response.status}`
  if (error === 'invalid_client' || error === 'unauthorized_client' || response.status === 401) {
    return new OidcError(
      'client_rejected',
      `Provider ${providerId} does not accept this client (${error}). Check clientId, clientSecret and ` +
        'tokenEndpointAuthMethod.',
      { providerId, error },
    )
  }
  return new OidcError('token_request_failed', `Provider ${providerId} refused to give a token (${error}).`, {
    providerId,
    error,
  })
}
