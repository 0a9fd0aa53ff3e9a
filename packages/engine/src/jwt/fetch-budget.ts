import { isInstant } from '@x/oidc-core'

export interface FetchBudget {
  /** Takes one fetch and returns 0. If the budget is empty, it returns the seconds until the next fetch is available. */
  readonly take: () => number
  /** Returns a fetch that was taken. */
  readonly giveBack: () => void
}

const capacity = 4
const refillSeconds = 60

/** Creates a token bucket: four at once, then one a minute. */
export function createFetchBudget(now: () => number): FetchBudget {
  let left = capacity
  let refilledAt: number | undefined

  /** A broken clock does not refill the bucket. */
  function refill(at: number): void {
    if (!isInstant(at)) return
    // This also resets the time if the clock was set back. Otherwise the wait would be too long.
    if (refilledAt === undefined || at < refilledAt) refilledAt = at
    const due = Math.floor((at - refilledAt) / refillSeconds)
    left = Math.min(capacity, left + due)
    refilledAt += due * refillSeconds
  }

  return {
    take() {
      const at = now()
      refill(at)
      if (left > 0) {
        left -= 1
        return 0
      }
      const wait = Math.ceil((refilledAt ?? at) + refillSeconds - at)
      return wait > 0 ? wait : refillSeconds
    },
    giveBack() {
      left = Math.min(capacity, left + 1)
    },
  }
}
