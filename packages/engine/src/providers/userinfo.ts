import { type Claims, OidcError, type ProviderConfig } from '@x/oidc-core'
import * as oauth from 'oauth4webapi'
import { isJsonObject } from '../json/json-object.ts'
import { prepareRequest, type RequestTarget } from './oauth.ts'
import { readJson } from './outbound.ts'

/**
 * Fetches the claims of the UserInfo endpoint.
 * @param subject `sub` of the ID Token; the answer must have the same
 * @throws OidcError `userinfo_invalid`, `provider_unsupported`, `provider_response_invalid`, `provider_unavailable`
 * @see OpenID Connect Core 1.0, sections 5.3.2 and 5.3.4
 */
export async function fetchUserinfo(
  target: RequestTarget,
  accessToken: string,
  subject: string,
): Promise<Claims> {
  const response = await requestUserinfo(target, accessToken)
  const claims = await readUserinfo(target.config, response)
  if (claims['sub'] !== subject) throw broken(target.config, 'sub', 'has another sub than the ID Token')
  return claims
}

/** The statuses with which UserInfo may refuse a token. */
const refusals = [400, 401, 403]

/** Some providers issue access tokens that their own UserInfo refuses: opaque ones, or Keycloak's lightweight ones. */
const refusalHint =
  'UserInfo does not accept such an access token. If the ID Token has the claims, read them there: nameClaim, and rules with ' +
  "from: 'idToken'; and remove accessTokenFormat: 'opaque'"

/**
 * Looks up the person of a foreign token: undefined when the provider refuses the token.
 * @remarks The answer proves neither the client of the token nor its purpose.
 * @throws OidcError `userinfo_invalid`, `provider_unsupported`, `provider_response_invalid`, `provider_unavailable`
 */
export async function lookUpUserinfo(
  target: RequestTarget,
  accessToken: string,
): Promise<Claims | undefined> {
  const response = await requestUserinfo(target, accessToken)
  return refusals.includes(response.status) ? undefined : readUserinfo(target.config, response)
}

async function requestUserinfo(target: RequestTarget, accessToken: string): Promise<Response> {
  const { providerId } = target.config
  if (target.metadata.userinfo_endpoint === undefined) {
    throw new OidcError(
      'provider_unsupported',
      `Provider ${providerId} has no UserInfo endpoint, which this configuration needs.`,
      { providerId, what: 'userinfo_endpoint' },
    )
  }
  const { server, client, options } = prepareRequest(target, 'userinfo')
  return oauth.userInfoRequest(server, client, accessToken, options)
}

/** @throws OidcError `userinfo_invalid`; its rule is `refused` if the provider does not accept the token, and `status` for any other error */
async function readUserinfo(provider: ProviderConfig, response: Response): Promise<Claims> {
  const { status } = response
  if (refusals.includes(status)) {
    const rule = (await isTokenRefused(response)) ? 'refused' : 'status'
    throw broken(provider, rule, `has status ${status}: ${refusalHint}`)
  }
  if (status !== 200) throw broken(provider, 'status', `has status ${status}`)
  if (/^application\/jwt\b/iu.test(response.headers.get('content-type') ?? '')) {
    throw broken(provider, 'content_type', 'is a JWT; register the client for plain JSON')
  }
  const claims: unknown = await readJson(response)
  if (!isJsonObject(claims)) throw broken(provider, 'json', 'is not a JSON object of distinct members')
  return claims
}

/**
 * Whether the answer says that the access token is not valid. With status 400 it says so only by the error code `invalid_token`, in the
 * challenge or, at some providers, in JSON: the request may be wrong instead.
 * @see RFC 6750, section 3.1
 */
async function isTokenRefused(response: Response): Promise<boolean> {
  if (response.status !== 400) return true
  const challenge = response.headers.get('www-authenticate') ?? ''
  if (/\bbearer .*\berror\s*=\s*"?invalid_token\b/iu.test(challenge)) return true
  const answer = await readJson(response)
  return isJsonObject(answer) && answer['error'] === 'invalid_token'
}

function broken({ providerId }: ProviderConfig, rule: string, text: string): OidcError {
  const message = `The UserInfo response of provider ${providerId} ${text}.`
  return new OidcError('userinfo_invalid', message, { providerId, rule })
}
