export interface FetchBudget {
  /** Takes one fetch and returns 0, or takes none and returns the seconds until the next one. */
  readonly take: () => number
  /** Gives one back that was taken. */
  readonly giveBack: () => void
}

const capacity = 4
const refillSeconds = 60

/** Creates a token bucket: four at once, then one a minute. */
export function createFetchBudget(now: () => number): FetchBudget {
  let left = capacity
  let refilledAt: number | undefined
  return {
    take() {
      const at = now()
      // Also when the clock was set back, or gave no number: waiting for it could take for ever.
      if (refilledAt === undefined || !(at >= refilledAt)) refilledAt = at
      const refill = Math.floor((at - refilledAt) / refillSeconds)
      if (refill > 0) {
        left = Math.min(capacity, left + refill)
        refilledAt += refill * refillSeconds
      }
      if (left > 0) {
        left -= 1
        return 0
      }
      const wait = Math.ceil(refilledAt + refillSeconds - at)
      return wait > 0 ? wait : refillSeconds
    },
    giveBack() {
      left = Math.min(capacity, left + 1)
    },
  }
}
