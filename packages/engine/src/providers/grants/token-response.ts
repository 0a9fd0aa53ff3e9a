import { OidcError, type ProviderConfig } from '@x/oidc-core'
import * as v from 'valibot'
import { dropEmptyMembers } from '../../json/drop-empty-members.ts'
import { dropPrototype } from '../../json/drop-prototype.ts'
import { isJsonObject } from '../../json/json-object.ts'
import { describeTokenError, encodeForm } from '../describe-refusal.ts'
import { readJson } from '../outbound.ts'

/** RFC 6749, appendix A.12, without the space: it goes into a header. */
const accessToken = v.pipe(v.string(), v.regex(/^[!-~]+$/u))
const refreshToken = v.pipe(v.string(), v.regex(/^[!-~]+$/u))

/** A number, or a text with a number, as some providers send it. */
const seconds = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{1,15}(?:\.\d{1,15})?$/u), v.transform(Number))]),
  v.finite(),
  v.minValue(0),
)

const tokenAnswer = v.pipe(
  v.looseObject({
    // Azure AD B2C sends no access token if only an ID Token was requested.
    access_token: v.optional(accessToken),
    // We send no proofs, so we cannot use a token that needs them (RFC 9449, section 5).
    token_type: v.optional(v.pipe(v.string(), v.regex(/^bearer$/iu))),
    refresh_token: v.optional(refreshToken),
    id_token: v.optional(v.string()),
    expires_in: v.optional(seconds),
    scope: v.optional(v.string()),
  }),
  v.check(({ access_token: token, token_type: type }) => token === undefined || type !== undefined),
)

/** The answer of a token endpoint, validated except for the ID Token. @see RFC 6749, section 5.1 */
export interface TokenAnswer {
  /** Undefined if the provider sends no access token. */
  readonly accessToken: string | undefined
  /** The ID Token. It is not yet verified. */
  readonly idToken: string | undefined
  readonly refreshToken: string | undefined
  /** The lifetime of the access token in seconds, counted from the response; undefined if the provider does not send it. */
  readonly expiresInSeconds: number | undefined
  /** The granted scopes, if the provider lists them. */
  readonly scopes: readonly string[] | undefined
}

/** The answer to a request for an access token. */
export interface ApiTokenAnswer extends TokenAnswer {
  readonly accessToken: string
}

/** The data of the token request that explain a refusal. */
export interface TokenRequest {
  /** The `grant_type`. */
  readonly grant: string
  /** The secrets that were sent beside the client's own. */
  readonly sent: readonly string[]
}

/**
 * Reads the answer of a token endpoint.
 * @throws OidcError `client_rejected`, `token_request_failed`, `provider_response_invalid`
 * @see RFC 6749, section 5
 */
export async function readTokenAnswer(
  config: ProviderConfig,
  response: Response,
  request: TokenRequest,
): Promise<TokenAnswer> {
  const { providerId } = config
  if (response.status !== 200) throw await refusal(config, response, request)
  const own = await readJson(response)
  if (isDpopAnswer(own)) throw unusable(providerId, boundToKey)
  const answer = v.safeParse(tokenAnswer, dropEmptyMembers(own))
  if (!answer.success) throw unusable(providerId, describeIssues(answer.issues))
  const { access_token, expires_in, id_token, refresh_token, scope } = dropPrototype(answer.output)
  return {
    accessToken: access_token,
    idToken: id_token,
    refreshToken: refresh_token,
    expiresInSeconds: expires_in,
    // An empty text means that no scope was granted. It does not mean the requested scopes.
    scopes: isJsonObject(own) && own['scope'] === '' ? [] : scope?.split(' '),
  }
}

/** Builds the error of a token answer that cannot be used. @param why a clause without any value of the answer */
export function unusable(providerId: string, why: string): OidcError {
  return new OidcError(
    'provider_response_invalid',
    `The token response of provider ${providerId} is not usable: ${why}.`,
    { providerId, operation: 'token', why },
  )
}

/** Names the members, and never their values: they are secrets. */
function describeIssues(issues: readonly v.BaseIssue<unknown>[]): string {
  const members = issues.flatMap(({ path }) => (path === undefined ? [] : [String(path[0].key)]))
  if (members.length === 0)
    return 'it is not a JSON object, or has access_token and no token_type (RFC 6749, section 5.1)'
  return `${[...new Set(members)].join(', ')} ${members.length === 1 ? 'breaks' : 'break'} RFC 6749, section 5.1`
}

const boundToKey =
  'its token_type is DPoP (RFC 9449, section 5), and this library sends no proofs at sign-in. Switch DPoP off for this client'

function isDpopAnswer(answer: unknown): boolean {
  const type = isJsonObject(answer) ? answer['token_type'] : undefined
  return typeof type === 'string' && /^dpop$/iu.test(type)
}

const errorAnswer = v.object({
  error: v.pipe(v.string(), v.regex(/^[\u0020-\u007E]{1,64}$/u)),
  error_description: v.optional(v.unknown()),
})

/**
 * Returns the value that `client_secret_basic` sends, because a provider may repeat it in an error. @see RFC 6749, section 2.3.1
 */
const basicCredentials = (...parts: readonly (string | undefined)[]): string =>
  btoa(parts.map((part = '') => encodeForm(part)).join(':'))

async function refusal(
  config: ProviderConfig,
  response: Response,
  { grant, sent }: TokenRequest,
): Promise<OidcError> {
  const { status } = response
  const answer = v.safeParse(errorAnswer, await readJson(response))
  const { error, error_description: description } = answer.success
    ? answer.output
    : { error: `status ${status}`, error_description: undefined }
  const { clientAuthentication: own } = config
  const secret = own !== undefined && 'clientSecret' in own ? own.clientSecret : undefined
  const secrets = secret === undefined ? sent : [...sent, secret, basicCredentials(config.clientId, secret)]
  return describeTokenError(
    config,
    { error, description, sent: secrets, isUnauthorized: status === 401 },
    grant,
  )
}
