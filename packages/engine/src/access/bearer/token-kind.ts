import type { Claims } from '@x/oidc-core'

/** What shows the kind of a token: its JOSE header and claims if it is a JWT, and the introspection answer. */
export interface KindStatements {
  readonly header?: Claims | undefined
  /** The claims of the JWT, the answer of introspection, or both. */
  readonly claims: readonly Claims[]
}

/** Only ID Tokens and logout tokens have these claims. */
const otherClaims = ['at_hash', 'c_hash', 's_hash', 'events']

/** Only access tokens have these: of Entra ID, ADFS, Okta, Auth0, Keycloak, Cognito and most others. */
const accessClaims = ['scope', 'scp', 'client_id', 'azpacr', 'appid', 'appidacr', 'cid', 'gty']

/** Keycloak's `typ`, where others are `ID`, `Refresh`, `Offline` and `Logout`; a few providers repeat the JOSE type. */
const accessTypes: readonly unknown[] = ['Bearer', 'DPoP', 'at+jwt']

/** How a token or an answer names the kind. Other values are `refresh_token`, `Refresh`, `ID` and `N_A`. */
const accessTokenType =
  /^(?:bearer|access|access[ _-]?token|(?:application\/)?at\+jwt|urn:ietf:params:oauth:token-type:access_token)$/iu

/** Other kinds by their names, as providers write them in JOSE types, `tokenName` and the like. */
const otherName = /(?:^|[/:])(?:(?:id|refresh|offline|logout)(?:[ _-]?token)?|idt|rt)$/iu

/** ForgeRock's, Casdoor's and FusionAuth's. */
const nameClaims = ['tokenName', 'tokenType', 'tty']

/** ID Tokens have these of the sign-in; where an access token has them, it has one of `accessClaims`, too. */
const signInClaims = ['amr', 'sid']

/** Cognito's, where the other is `id`, and Hydra's, where the other is `refresh_token`. */
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

/** The same without `nonce`: no other member can outweigh these. */
export function isMarkedAsOther({ header = {}, claims }: KindStatements): boolean {
  return isOtherJoseType(header['typ']) || claims.some(isMarked)
}

/**
 * Whether an active token has the shape of an ID Token: neither it nor the answer has a member that only access tokens have,
 * and it is for its own client, or tells of a sign-in and of no client. Spring Authorization Server answers so for ID Tokens,
 * with `client_id` and without `token_type` and `scope`, which its answers for access tokens have.
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

/** Whether an audience is the client that the token names, or one of sign-ins here. */
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
 * Distinguishes an access token without a JOSE type from an ID Token and a logout token, which the same keys sign, sometimes
 * for the same audience: it must have a claim that only access tokens have, and none of another kind.
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

/** A token that is bound to no key is no DPoP token (RFC 9449, section 6). */
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
