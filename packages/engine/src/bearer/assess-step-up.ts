import { type Claims, type Clock, isInstant, isRecentInstant } from '@x/oidc-core'
import type { BearerPlan } from './bearer-plan.ts'

/**
 * Judges how and when the person signed in: undefined, or what is not enough. A token that does not say is not enough.
 * @see RFC 9470, sections 3 and 6.1
 */
export function assessStepUp(
  { acr, auth_time: authTime }: Claims,
  { acrValues, maxAgeSeconds }: Pick<BearerPlan, 'acrValues' | 'maxAgeSeconds'>,
  clock: Clock,
): 'acr' | 'auth_time' | undefined {
  if (acrValues?.some((value) => value === acr) === false) return 'acr'
  if (maxAgeSeconds === undefined) return undefined
  return isRecentInstant(authTime, maxAgeSeconds, clock) ? undefined : 'auth_time'
}

/** When the sign-in that a token tells of will be too long ago. */
export function resolveStepUpEnd(
  { auth_time: authTime }: Claims,
  { maxAgeSeconds }: Pick<BearerPlan, 'maxAgeSeconds'>,
  { clockSkewSeconds }: Pick<Clock, 'clockSkewSeconds'>,
): number {
  return maxAgeSeconds === undefined || !isInstant(authTime)
    ? Infinity
    : authTime + maxAgeSeconds + clockSkewSeconds + 1
}
