import { isFutureInstant, isInstant, isPastInstant } from '@x/oidc-core'
import type { BearerExpectations, BearerRule } from './assess-bearer-claims.ts'
import { isAudience } from './is-audience.ts'
import type { UnverifiedJwt } from './resolve-token-source.ts'
import { isMarkedAsOther } from './token-kind.ts'

/**
 * Checks what a JWT that is looked up says against itself, before the provider is asked: undefined, or the first rule that
 * it breaks. It may be believed unverified, for no sender gains by it. Its `iss` picked the provider.
 */
export function assessOwnClaims(
  { jws: { header }, claims }: UnverifiedJwt,
  expected: BearerExpectations,
): BearerRule | undefined {
  const { audiences, profile } = expected
  const { exp, nbf } = claims
  if (isInstant(exp) && !isFutureInstant(exp, expected)) return 'exp'
  if (isInstant(nbf) && !isPastInstant(nbf, expected)) return 'nbf'
  if (isMarkedAsOther({ header, claims: [claims] })) return 'kind'
  // A guard by UserInfo has no audience to compare.
  const isForOthers =
    audiences.length > 0 && Object.hasOwn(claims, 'aud') && !isAudience(claims, audiences, profile)
  return isForOthers ? 'aud' : undefined
}
