import type { Claims } from '@x/oidc-core'

/** The data that shows the kind of a token: its JOSE header and claims if it is a JWT, and the introspection answer. */
export interface KindStatements {
  readonly header?: Claims | undefined
  /** The claims of the JWT, the answer of introspection, or both. */
  readonly claims: readonly Claims[]
}

/** Only ID Tokens and logout tokens have these claims. */
const otherClaims = ['at_hash', 'c_hash', 's_hash', 'events']

/** Only access tokens have these: of Entra ID, ADFS, Okta, Auth0, Keycloak, Cognito and most others. */
const accessClaims = ['scope', 'scp', 'client_id', 'azpacr', 'appid', 'appidacr', 'cid', 'gty']

/**
 * The values of the claim `typ` for access tokens. Keycloak's other values are `ID`, `Refresh`, `Offline` and `Logout`. A few
 * providers repeat the JOSE type here.
 */
const accessTypes: readonly unknown[] = ['Bearer', 'DPoP', 'at+jwt']

/**
 * The names that a token or a response uses for the kind of an access token. Other values are `refresh_token`, `Refresh`, `ID`
 * and `N_A`.
 */
const accessTokenType =
  /^(?:bearer|access|access[ _-]?token|(?:application\/)?at\+jwt|urn:ietf:params:oauth:token-type:access_token)$/iu

/** The names of other kinds of tokens, as providers write them in JOSE types, `tokenName` and similar members. */
const otherName = /(?:^|[/:])(?:(?:id|refresh|offline|logout)(?:[ _-]?token)?|idt|rt)$/iu

/** The members that ForgeRock, Casdoor and FusionAuth use. */
const nameClaims = ['tokenName', 'tokenType', 'tty']

/** Claims about the sign-in that ID Tokens have. An access token with one of them also has one of `accessClaims`. */
const signInClaims = ['amr', 'sid']

/** The values of Cognito (its other value is `id`) and Hydra (its other value is `refresh_token`). */
const accessUses: readonly unknown[] = ['access', 'access_token']

/**
 * Whether any member shows that the token is not an access token: an ID Token, a logout token, a refresh token or another
 * JWT of the same issuer. A `nonce` shows it, unless the token or the answer names the kind: access tokens of Keycloak
 * had one until release 24.
 * @see RFC 8725, sections 3.11 and 3.12; OpenID Connect Back-Channel Logout 1.0, section 2.4
 */
export function isOtherToken(said: KindStatements): boolean {
  return isMarkedAsOther(said) || (said.claims.some((claims) => has(claims, 'nonce')) && !isNamedAccess(said))
}

/** The same without `nonce`. Any of these members proves another kind of token, whatever the other members are. */
export function isMarkedAsOther({ header = {}, claims }: KindStatements): boolean {
  return isOtherJoseType(header['typ']) || claims.some(isMarked)
}

/**
 * Whether an active token has the shape of an ID Token: neither it nor the answer has a member that only access tokens have, and
 * it is for its own client, or has claims about a sign-in and does not name a client. Spring Authorization Server answers so for
 * ID Tokens, with `client_id` and without `token_type` and `scope`, which its answers for access tokens have.
 * @param clientIds of the clients of sign-ins at the provider
 */
export function isShapedAsIdToken(said: KindStatements, clientIds: readonly string[]): boolean {
  const { claims } = said
  const hasAny = (names: readonly string[]): boolean =>
    claims.some((each) => names.some((name) => has(each, name)))
  if (hasAny(['scope', 'scp', 'token_type']) || isNamedAccess(said)) return false
  return (
    isForItsClient(claims, clientIds) ||
    (hasAny(['auth_time']) && hasAny(signInClaims) && !hasAny(accessClaims))
  )
}

/** Whether an audience is the client that the token names, or a client of sign-ins in this configuration. */
function isForItsClient(claims: readonly Claims[], clientIds: readonly string[]): boolean {
  const audiences = claims.flatMap(({ aud }) => [aud].flat())
  const clients = [...clientIds, ...claims.flatMap(({ azp, client_id: client }) => [azp, client])]
  return clients.some((client) => client !== undefined && audiences.includes(client))
}

/**
 * Distinguishes the token of a workload, such as a CI job, from the ID Token of a person: it has no claim of another kind or of a
 * sign-in, and it is not for its own client. It needs no claim that only access tokens have.
 * @remarks An ID Token without `nonce`, `at_hash` and the claims of a sign-in passes as one.
 * @param clientIds of the clients of sign-ins at the provider
 */
export function isWorkloadToken(claims: Claims, clientIds: readonly string[]): boolean {
  return (
    !isOtherToken({ claims: [claims] }) &&
    !['auth_time', ...signInClaims].some((name) => has(claims, name)) &&
    !isForItsClient([claims], clientIds)
  )
}

/**
 * Distinguishes an access token without a JOSE type from an ID Token and a logout token, which the same keys sign, sometimes for
 * the same audience: it must have a claim that only access tokens have, and no claim of another kind of token.
 * @remarks An ID Token without `nonce` and `at_hash` that has one of `accessClaims` passes as one.
 * @see RFC 8725, section 3.12; RFC 9068, section 4
 */
export function isPlainAccessToken(claims: Claims): boolean {
  const said = { claims: [claims] }
  return !isOtherToken(said) && (isNamedAccess(said) || accessClaims.some((name) => has(claims, name)))
}

function isMarked(claims: Claims): boolean {
  return (
    otherClaims.some((name) => has(claims, name)) ||
    (has(claims, 'typ') && !isAccessType(claims)) ||
    (has(claims, 'token_use') && !accessUses.includes(claims['token_use'])) ||
    (has(claims, 'token_type') && !isAccessTokenName(claims)) ||
    nameClaims.some((name) => has(claims, name) && isOtherName(claims[name]))
  )
}

/** A token that is not bound to a key is not a DPoP token (RFC 9449, section 6). */
function isAccessType(claims: Claims): boolean {
  return accessTypes.includes(claims['typ']) && (claims['typ'] !== 'DPoP' || has(claims, 'cnf'))
}

function isAccessTokenName(claims: Claims): boolean {
  const type = claims['token_type']
  return (
    typeof type === 'string' && (accessTokenType.test(type) || (/^dpop$/iu.test(type) && has(claims, 'cnf')))
  )
}

function isOtherName(name: unknown): boolean {
  return typeof name === 'string' && otherName.test(name)
}

/** `isMarkedAsOther` refuses a `typ` or `token_use` of another kind. */
export function isNamedAccess({ header = {}, claims }: KindStatements): boolean {
  return isAccessTokenType(header['typ']) || claims.some((each) => has(each, 'typ') || has(each, 'token_use'))
}

/** The JOSE type of an access token. @see RFC 9068, section 2.1 */
export function isAccessTokenType(typ: unknown): boolean {
  return typeof typ === 'string' && /^(?:application\/)?at\+jwt$/iu.test(typ)
}

/**
 * An explicit type of another JWT, such as `logout+jwt`, or the name of another kind. Okta's own access tokens are typed
 * `application/okta-internal-at+jwt`.
 * @see RFC 8725, section 3.11
 */
function isOtherJoseType(typ: unknown): boolean {
  if (typeof typ !== 'string') return typ !== undefined
  return isOtherName(typ) || (/\+jwt$/iu.test(typ) && !/(?:^|[/-])at\+jwt$/iu.test(typ))
}

function has(claims: Claims, name: string): boolean {
  return Object.hasOwn(claims, name)
}
