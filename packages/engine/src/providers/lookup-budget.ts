import { isInstant } from '@x/oidc-core'

/** Maximum calls at once, and further calls in each second. */
const capacity = 200
const refillPerSecond = 20

export interface LookupBudget {
  /** Takes one call and returns 0. If the budget is empty, it returns the seconds until the next call. */
  readonly take: () => number
  /** Returns a call that was taken. */
  readonly giveBack: () => void
}

/** Creates a token bucket for calls of the application's function: anyone can invent ids, and each would ask its database. */
export function createLookupBudget(now: () => number): LookupBudget {
  let left = capacity
  let refilledAt: number | undefined
  return {
    take() {
      const at = now()
      // A broken clock does not refill the bucket. A clock that was set back begins anew, else the wait would be too long.
      if (isInstant(at)) {
        if (refilledAt !== undefined && at > refilledAt)
          left = Math.min(capacity, left + Math.floor((at - refilledAt) * refillPerSecond))
        refilledAt = at
      }
      if (left < 1) return 1
      left -= 1
      return 0
    },
    giveBack() {
      left = Math.min(capacity, left + 1)
    },
  }
}
