import { OidcError, type ProviderConfig } from '@x/oidc-core'
import * as oauth from 'oauth4webapi'
import * as v from 'valibot'
import { createClientAuthentication } from './create-client-authentication.ts'
import type { OutboundFetch } from './create-outbound-fetch.ts'
import type { ProviderMetadata } from './provider-metadata.ts'
import { readJson } from './read-json.ts'

/** @see RFC 6749, section 5.1; OpenID Connect Core 1.0, section 3.1.3.3 */
export interface TokenResponse {
  readonly accessToken: string
  /** As it came, not yet verified. */
  readonly idToken: string
}

export interface CodeGrant {
  /** From an authorization response that was judged. */
  readonly code: string
  readonly redirectUri: string
  readonly codeVerifier: string
}

/** RFC 6749, appendix A.12, without the space: it goes into a header. */
const accessToken = v.pipe(v.string(), v.regex(/^[!-~]+$/u))

const tokenAnswer = v.looseObject({ access_token: accessToken, id_token: v.string() })

/**
 * Exchanges an authorization code for tokens.
 * @throws OidcError `client_rejected`, `token_request_failed`, `provider_response_invalid`, `provider_unavailable`
 * @see RFC 6749, sections 4.1.3 and 5; RFC 7636, section 4.5
 */
export async function requestTokens(
  provider: ProviderConfig,
  metadata: ProviderMetadata,
  grant: CodeGrant,
  fetch: OutboundFetch,
): Promise<TokenResponse> {
  const { providerId } = provider
  const server = metadata as oauth.AuthorizationServer
  const client = { client_id: provider.clientId }
  const invalid = (why: string, cause?: unknown): OidcError =>
    new OidcError(
      'provider_response_invalid',
      `The token answer of provider ${providerId} is not usable: ${why}.`,
      { providerId, operation: 'token', why },
      cause,
    )

  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    createClientAuthentication(provider, metadata.token_endpoint_auth_methods_supported),
    judgedResponse(server, client, grant.code),
    grant.redirectUri,
    grant.codeVerifier,
    { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: true },
  )
  if (response.status !== 200) throw await refusal(providerId, response)

  const answer = v.safeParse(tokenAnswer, await readJson(response))
  if (!answer.success) throw invalid('it holds no ID Token, or no access token that is one')
  const { id_token: idToken, ...others } = answer.output
  try {
    // Without the ID Token, which oauth4webapi would judge by rules of its own: it is verified in `tokens/`, by ours.
    const tokens = await oauth.processGenericTokenEndpointResponse(server, client, Response.json(others))
    return { accessToken: tokens.access_token, idToken }
  } catch (cause) {
    throw invalid('it breaks RFC 6749, section 5.1', cause)
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
  return new OidcError('token_request_failed', `Provider ${providerId} refused the code (${error}).`, {
    providerId,
    error,
  })
}

/** oauth4webapi takes a code only out of a response that it has judged; ours has been, by core. */
function judgedResponse(
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  code: string,
): URLSearchParams {
  const response = new URLSearchParams({ code, iss: server.issuer })
  return oauth.validateAuthResponse(server, client, response, oauth.expectNoState)
}
