import {
  type AccessTokenProfile,
  type Claims,
  type Clock,
  isInstant,
  isPastInstant,
  isRecentInstant,
} from '@x/oidc-core'
import type { SenderConstraint } from './options.ts'
import type { BearerPolicy } from './policy.ts'

/** Whether a value is an identifier other than a subject. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 1024
}

/**
 * Whether a token is for one of the audiences, compared character by character.
 * @see RFC 9068, section 4; RFC 8725, section 3.9
 */
export function isAudience(
  claims: Claims,
  audiences: readonly string[],
  profile: AccessTokenProfile,
): boolean {
  if (!Object.hasOwn(claims, 'aud')) {
    return (
      profile === 'plain_jwt_without_aud' &&
      claims['token_use'] === 'access' &&
      isOneOf(audiences, claims['client_id'])
    )
  }
  const aud: unknown = claims['aud']
  if (!Array.isArray(aud)) return isOneOf(audiences, aud)
  return aud.every((name) => typeof name === 'string') && aud.some((name) => isOneOf(audiences, name))
}

export function isOneOf(audiences: readonly string[], name: unknown): boolean {
  return audiences.some((audience) => audience === name)
}

/**
 * Resolves the scopes of a token: `scope` (RFC 9068, section 2.2.3; RFC 7662, section 2.2), or `scp` as Entra ID and Okta call
 * it. Returns an empty set if no scope is granted, and undefined if the claim is not a list of scopes.
 */
export function resolveScopes(claims: Claims): ReadonlySet<string> | undefined {
  const value = findScopes(claims)
  if (typeof value === 'string') return new Set(value.split(' ').filter((scope) => scope !== ''))
  return isList(value) ? new Set(value) : undefined
}

/** Whether `resolveScopes` succeeds, without building the set. */
export function hasReadableScopes(claims: Claims): boolean {
  const value = findScopes(claims)
  return typeof value === 'string' || isList(value)
}

function findScopes(claims: Claims): unknown {
  if (Object.hasOwn(claims, 'scope')) return claims['scope']
  return Object.hasOwn(claims, 'scp') ? claims['scp'] : ''
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((scope) => typeof scope === 'string')
}

/** The key, the certificate or both that the sender of a token must possess. Empty for a token without a binding. */
export interface TokenBinding {
  /** @see RFC 9449, section 6.1 */
  readonly jkt?: string
  /** @see RFC 8705, section 3.1 */
  readonly 'x5t#S256'?: string
}

export interface AcceptedBindings {
  readonly dpop: SenderConstraint | 'required_with_nonce' | undefined
  readonly mtls: SenderConstraint | undefined
}

/** A SHA-256 in base64url. */
const thumbprint = /^[\w-]{43}$/u

/**
 * Resolves the key or certificate that a token is bound to. Returns undefined for a token that must be refused: this API does not
 * check that kind of binding (RFC 7800, section 3.1), or a required binding is missing.
 */
export function resolveBinding(claims: Claims, { dpop, mtls }: AcceptedBindings): TokenBinding | undefined {
  const cnf: unknown = Object.hasOwn(claims, 'cnf') ? claims['cnf'] : undefined
  const isRequired = [dpop, mtls].some((constraint) => constraint !== undefined && constraint !== 'accepted')
  if (!Object.hasOwn(claims, 'cnf')) return isRequired ? undefined : {}
  if (typeof cnf !== 'object' || cnf === null || Array.isArray(cnf)) return undefined
  const known = { jkt: dpop, 'x5t#S256': mtls }
  const members = Object.entries(cnf)
  const isChecked = members.every(
    ([name, value]) =>
      Object.hasOwn(known, name) &&
      known[name as keyof typeof known] !== undefined &&
      typeof value === 'string' &&
      thumbprint.test(value),
  )
  const lacks = (constraint: AcceptedBindings['dpop'], name: string): boolean =>
    constraint !== undefined && constraint !== 'accepted' && !Object.hasOwn(cnf, name)
  return members.length === 0 || !isChecked || lacks(dpop, 'jkt') || lacks(mtls, 'x5t#S256') ? undefined : cnf
}

/**
 * Validates how and when the person signed in. Returns undefined, or the requirement that is not met. Without these claims a
 * token fails.
 * @see RFC 9470, sections 3 and 6.1
 */
export function validateStepUp(
  { acr, auth_time: authTime }: Claims,
  { acrValues, maxAgeSeconds }: Pick<BearerPolicy, 'acrValues' | 'maxAgeSeconds'>,
  clock: Clock,
): 'acr' | 'auth_time' | undefined {
  if (acrValues?.some((value) => value === acr) === false) return 'acr'
  if (maxAgeSeconds === undefined) return undefined
  return isRecentInstant(authTime, maxAgeSeconds, clock) ? undefined : 'auth_time'
}

/**
 * Returns when the result of `validateStepUp` changes: the sign-in becomes too old, or the time of a future sign-in is reached.
 */
export function resolveStepUpEnd(
  { auth_time: authTime }: Claims,
  { maxAgeSeconds }: Pick<BearerPolicy, 'maxAgeSeconds'>,
  clock: Clock,
): number {
  if (maxAgeSeconds === undefined || !isInstant(authTime)) return Infinity
  const { clockSkewSeconds } = clock
  // The clock shows whole seconds, and the last second is still valid.
  return isPastInstant(authTime, clock)
    ? Math.floor(authTime + maxAgeSeconds + clockSkewSeconds) + 1
    : authTime - clockSkewSeconds
}
