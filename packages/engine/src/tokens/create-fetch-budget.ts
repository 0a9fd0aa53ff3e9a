import { isInstant } from '@x/oidc-core'

const capacity = 4
const refillSeconds = 60

/** Creates a token bucket: four at once, then one a minute. */
export function createFetchBudget(now: () => number): { readonly take: () => boolean } {
  let left = capacity
  let refilledAt: number | undefined
  return {
    take() {
      const at = now()
      // A clock that shows no instant fills nothing up.
      if (isInstant(at)) {
        // Also when the clock was set back: waiting for it would take too long.
        if (refilledAt === undefined || at < refilledAt) refilledAt = at
        const refill = Math.floor((at - refilledAt) / refillSeconds)
        if (refill > 0) {
          left = Math.min(capacity, left + refill)
          refilledAt += refill * refillSeconds
        }
      }
      if (left === 0) return false
      left -= 1
      return true
    },
  }
}
