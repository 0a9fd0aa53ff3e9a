import type { Claims } from '../claims/json.ts'
import { ownMember } from '../claims/own-member.ts'
import { type Clock, isFutureInstant, isPastInstant } from './instant.ts'

/** The expected values of the access token of a sign-in. They are compared before its claims are read. */
export interface AccessTokenExpectations extends Clock {
  /** The issuer of access tokens, compared with `iss`. */
  readonly issuer: string
}

/**
 * Validates the claims of a JWT access token whose signature has been verified and that came directly from the token
 * endpoint: `undefined`, or the first claim that does not fit. Its audience and subject may differ from ours.
 */
export function validateAccessToken(
  claims: Claims,
  expected: AccessTokenExpectations,
): 'iss' | 'exp' | 'nbf' | undefined {
  if (ownMember(claims, 'iss') !== expected.issuer) return 'iss'
  if (!isFutureInstant(ownMember(claims, 'exp'), expected)) return 'exp'
  const nbf = ownMember(claims, 'nbf')
  return nbf === undefined || isPastInstant(nbf, expected) ? undefined : 'nbf'
}
