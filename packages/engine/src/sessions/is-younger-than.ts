import { isInstant } from '@x/oidc-core'

/**
 * Whether something of an instant is younger than so many seconds. What is from the future is: another server's clock may be ahead.
 * False when the clock shows no instant, or the instant is none.
 */
export function isYoungerThan(seconds: number, at: number, now: number): boolean {
  return isInstant(at) && isInstant(now) && now < at + seconds
}
