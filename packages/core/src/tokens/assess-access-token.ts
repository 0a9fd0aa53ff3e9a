import type { Claims } from '../claims/json.ts'
import { isInstant, isPastInstant } from './is-instant.ts'

/** What the access token of a sign-in must fit before its claims are read. */
export interface AccessTokenExpectations {
  readonly issuer: string
  readonly now: number
  readonly clockSkewSeconds: number
}

/**
 * Judges the claims of a JWT access token whose signature has been verified and that came straight from the token
 * endpoint: `undefined`, or the first claim that does not fit. Its audience and subject may be others than ours.
 */
export function assessAccessToken(
  claims: Claims,
  expected: AccessTokenExpectations,
): 'iss' | 'exp' | 'nbf' | undefined {
  const { exp, iss, nbf } = claims
  if (iss !== expected.issuer) return 'iss'
  if (!isInstant(exp) || expected.now >= exp + expected.clockSkewSeconds) return 'exp'
  return nbf === undefined || isPastInstant(nbf, expected) ? undefined : 'nbf'
}
