import type { ClaimSource } from '../claims/claim-path.ts'
import type { Claims } from '../claims/json.ts'
import { isJsonObject, ownMember, withoutPrototype } from '../claims/own-member.ts'
import { topLevelClaim } from '../claims/select-claim.ts'
import type { ProviderConfig } from '../config/oidc-config.ts'

/** Verified and decoded claims, either of a sign-in or of a bearer request. */
export type AccessSources = SignInSources | BearerSources

/** The verified claims of a sign-in. */
export interface SignInSources {
  /** The claims of the ID Token. */
  readonly idToken: Claims
  /** The claims of UserInfo, if it was requested. */
  readonly userinfo?: Claims | undefined
  /** The claims of a verified JWT access token. */
  readonly accessToken?: Claims | undefined
  /**
   * Why `accessToken` is not usable, although the provider sent an access token. Rules with `from: 'accessToken'` are then
   * `unverifiable`, even if `accessToken` has claims.
   */
  readonly accessTokenProblem?: AccessTokenProblem | undefined
  /** The names of the claims that `completeClaims` replaced, for each source. Only explanations use them. */
  readonly completed?: Readonly<Partial<Record<ClaimSource, readonly string[]>>> | undefined
  /** Only for a request with an access token: see `BearerSources`. */
  readonly bearer?: undefined
}

/** The verified claims of a request with an access token. */
export interface BearerSources {
  /** The claims of the verified JWT, or the UserInfo or introspection answer for an opaque token. */
  readonly bearer: Claims
  /**
   * The source of `bearer`: the claims of the token itself, or the provider's response about the token. @default 'accessToken'
   */
  readonly bearerFrom?: BearerFrom | undefined
  /** Only for a sign-in: see `SignInSources`. */
  readonly idToken?: undefined
  /** Only for a sign-in: see `SignInSources`. */
  readonly userinfo?: undefined
  /** Only for a sign-in: see `SignInSources`. */
  readonly accessToken?: undefined
  /** Only for a sign-in: see `SignInSources`. */
  readonly accessTokenProblem?: undefined
  /** Only for a sign-in: see `SignInSources`. */
  readonly completed?: undefined
}

/** Where the claims of a bearer request come from. `userinfo` proves neither audience nor scope. */
export type BearerFrom = 'accessToken' | 'introspection' | 'userinfo'

/**
 * The source that was really read: a configured source, the introspection response, or the claims that `completeClaims` returned.
 */
export type ReadSource = ClaimSource | 'introspection' | 'completeClaims'

/** For each place that a rule may name, the Claims Sets that it reads, in order of precedence. */
export type ClaimsView = Readonly<Record<ClaimSource | 'merged', readonly Claims[]>> & {
  /** Undefined: a sign-in. */
  readonly bearer: ReadSource | undefined
  /** The names of the claims that `completeClaims` replaced, for each source. */
  readonly completed: AccessSources['completed']
  /** Whether UserInfo was ignored, because it is about another subject. */
  readonly subjectMismatch: boolean
  /** Why the access token of the sign-in is not usable. */
  readonly accessTokenProblem?: AccessTokenProblem | undefined
  /** With this configuration, sign-ins read no access token. */
  readonly opaque: boolean
}

/** Arranges the sources for the rules, and leaves unusable ones out. */
export function resolveSources(provider: ProviderConfig, sources: AccessSources): ClaimsView {
  // Reads own members only: a polluted prototype must not provide an absent source.
  const given: Partial<AccessSources> = isJsonObject(sources) ? withoutPrototype(sources) : {}
  if (given.bearer !== undefined) {
    const bearer = layer(given.bearer)
    return {
      idToken: [],
      userinfo: bearer,
      accessToken: bearer,
      merged: bearer,
      bearer: given.bearerFrom ?? 'accessToken',
      completed: undefined,
      subjectMismatch: false,
      opaque: false,
    }
  }
  const idToken = layer(given.idToken)
  const answer = layer(given.userinfo)
  const opaque = provider.accessTokenFormat !== 'jwt'
  const accessTokenProblem = opaque ? undefined : resolveProblem(given.accessTokenProblem)
  const subject = idToken[0] && ownMember(idToken[0], 'sub')
  const userinfo = answer.filter(
    (claims) => typeof subject === 'string' && ownMember(claims, 'sub') === subject,
  )
  return {
    idToken,
    userinfo,
    accessToken: opaque || accessTokenProblem !== undefined ? [] : layer(given.accessToken),
    merged: [...idToken, ...userinfo],
    bearer: undefined,
    completed: given.completed,
    subjectMismatch: userinfo.length < answer.length,
    accessTokenProblem,
    opaque,
  }
}

/**
 * Returns the source that has the claim of a rule. If no source has it, returns all available sources, in order of precedence.
 * @param name of the claim that the rule's path begins with
 */
export function resolveRead(
  view: ClaimsView,
  from: ClaimSource | undefined,
  name: unknown,
): readonly ReadSource[] {
  const { bearer, completed } = view
  if (bearer !== undefined) return view[from ?? 'merged'].map(() => bearer)
  const candidates: readonly ClaimSource[] = from ? [from] : ['idToken', 'userinfo']
  const sources = candidates.filter((source) => view[source].length > 0)
  const source = sources.find((each) => (topLevelClaim(view[each], name)[0] ?? null) !== null)
  if (source === undefined) return sources
  const names: unknown = completed?.[source]
  return [Array.isArray(names) && names.includes(name) ? 'completeClaims' : source]
}

/** Any other value also means that the token was not verified. */
function resolveProblem(problem: AccessTokenProblem | null | undefined): AccessTokenProblem | undefined {
  if (problem === undefined || problem === null) return undefined
  return typeof problem === 'string' ? problem : 'unverified'
}

function layer(claims: Claims | undefined): readonly Claims[] {
  return isJsonObject(claims) ? [claims] : []
}

/**
 * Why the access token of a sign-in cannot be verified, as plain data for `decideAccess`.
 *
 * - `not_a_jwt`: it does not have the form of a signed JWT
 * - `encrypted`: it is a JWE, which only the API can decrypt
 * - `algorithm`: its `alg` is not accepted
 * - `extension`: its header has `crit`, which must be understood (RFC 7515, section 4.1.11)
 * - `issuer`: its `iss` is not `accessTokenIssuer`
 * - `expired`, `not_yet_valid`: by `exp`, which must be there, and `nbf`
 * - `unknown_key`: the provider publishes no key of its `kid` and `alg`, or one that is refused
 * - `signature`: no published key verifies it
 * - `unverified`: it was not verified, for another reason
 */
export type AccessTokenProblem =
  | 'not_a_jwt'
  | 'encrypted'
  | 'algorithm'
  | 'extension'
  | 'issuer'
  | 'expired'
  | 'not_yet_valid'
  | 'unknown_key'
  | 'signature'
  | 'unverified'
