import type { Claims } from '../claims/json.ts'
import { ownMember } from '../claims/own-member.ts'
import { isAudienceAccepted } from './audience.ts'
import { type Clock, isFutureInstant, isPastInstant, isRecentInstant } from './instant.ts'
import { hasLogoutEvent } from './logout-event.ts'
import { isSameText } from './same-text.ts'
import { isSubject } from './subject.ts'

/** The expected values of an ID Token. */
export interface IdTokenExpectations extends Clock {
  /** The issuer of the provider, compared with `iss`. */
  readonly issuer: string
  /** The client of the sign-in, compared with `aud` and `azp`. */
  readonly clientId: string
  /** The `nonce` of the authorization request; undefined if it had none. */
  readonly nonce: string | undefined
  /** Audiences accepted beside the client. */
  readonly trustedAudiences: readonly string[]
  /** Authentication context classes. The sign-in must have one of them. Empty: any class is accepted. */
  readonly requiredAcrValues?: readonly string[] | undefined
  /** The `max_age` of the authorization request, if it had one. */
  readonly maxAgeSeconds?: number | undefined
  /** The expected `at_hash`, if it is present; compute it from the access token. */
  readonly accessTokenHash?: string | undefined
}

/** The names of the rules; the tests name the requirement ids. */
export type IdTokenRule =
  'typ' | 'iss' | 'sub' | 'aud' | 'azp' | 'exp' | 'iat' | 'nbf' | 'nonce' | 'auth_time' | 'acr' | 'at_hash'

/** `undefined` for a valid ID Token, or the first rule that it fails. */
export type BrokenIdTokenRule = IdTokenRule | undefined

/** Maximum age in seconds: an ID Token comes directly from the token endpoint, so an older one is a replay. */
const maxAgeOfIatSeconds = 600

type Check = (claims: Claims, expected: IdTokenExpectations) => boolean

const checks: readonly (readonly [IdTokenRule, Check])[] = [
  ['iss', (claims, expected) => ownMember(claims, 'iss') === expected.issuer],
  ['sub', (claims) => isSubject(ownMember(claims, 'sub'))],
  ['aud', isAudienceAccepted],
  ['azp', isAuthorizedPartyAccepted],
  ['exp', (claims, expected) => isFutureInstant(ownMember(claims, 'exp'), expected)],
  ['iat', (claims, expected) => isRecentInstant(ownMember(claims, 'iat'), maxAgeOfIatSeconds, expected)],
  ['nbf', (claims, expected) => !Object.hasOwn(claims, 'nbf') || isPastInstant(claims['nbf'], expected)],
  ['nonce', isNonceRight],
  ['auth_time', isAuthenticationFresh],
  ['acr', isContextClassAccepted],
  ['at_hash', isAccessTokenHashRight],
]

/**
 * Validates the header and claims of an ID Token whose signature has been verified.
 * @remarks It does not verify the signature; claims of an unverified token prove nothing.
 * @see OpenID Connect Core 1.0, section 3.1.3.7; RFC 8725, sections 3.11 and 3.12 (for `typ`)
 */
export function validateIdToken(
  header: Claims,
  claims: Claims,
  expected: IdTokenExpectations,
): BrokenIdTokenRule {
  if (!isIdTokenType(ownMember(header, 'typ')) || hasLogoutEvent(claims)) return 'typ'
  return checks.find(([, holds]) => !holds(claims, expected))?.[0]
}

/** Providers send `JWT` or no `typ`; another explicit type is another kind of token. */
function isIdTokenType(typ: unknown): boolean {
  return typ === undefined || (typeof typ === 'string' && /^(?:application\/)?jwt$/iu.test(typ))
}

function isAuthorizedPartyAccepted(claims: Claims, expected: IdTokenExpectations): boolean {
  // The configuration trusts every other audience: see `isAudienceAccepted`.
  return !Object.hasOwn(claims, 'azp') || ownMember(claims, 'azp') === expected.clientId
}

/** If the request sent no `nonce`, a token with a `nonce` belongs to another sign-in. */
function isNonceRight(claims: Claims, { nonce }: IdTokenExpectations): boolean {
  const given = ownMember(claims, 'nonce')
  return nonce === undefined ? given === undefined : isSameText(given, nonce)
}

/** @see OpenID Connect Core 1.0, section 2: `acr` is a string */
function isContextClassAccepted(claims: Claims, { requiredAcrValues }: IdTokenExpectations): boolean {
  const accepted = requiredAcrValues ?? []
  return accepted.length === 0 || accepted.some((acr) => acr === ownMember(claims, 'acr'))
}

/** @see OpenID Connect Core 1.0, section 3.1.2.1: with `max_age`, `auth_time` is required */
function isAuthenticationFresh(claims: Claims, expected: IdTokenExpectations): boolean {
  const { maxAgeSeconds } = expected
  return (
    maxAgeSeconds === undefined || isRecentInstant(ownMember(claims, 'auth_time'), maxAgeSeconds, expected)
  )
}

function isAccessTokenHashRight(claims: Claims, expected: IdTokenExpectations): boolean {
  return !Object.hasOwn(claims, 'at_hash') || isSameText(claims['at_hash'], expected.accessTokenHash)
}
