import { isInstant } from '@x/oidc-core'

/**
 * Whether an instant is less than so many seconds ago. A future instant counts as younger: another server's clock may be ahead.
 * False when the clock or the instant is NaN.
 */
export function isYoungerThan(seconds: number, at: number, now: number): boolean {
  return isInstant(at) && isInstant(now) && now < at + seconds
}
