import { isInstant } from '@x/oidc-core'
import { runWithin } from '../sharing/run-within.ts'

export interface CachedAnswer<Answer> {
  /**
   * The answer: from memory, also while stale, and then `renew` has something to do; else fetched. One that is older than
   * `unaskedSeconds` is fetched anew first, and served if that fails.
   */
  readonly get: () => Promise<Answer>
  /** Fetches anew. Calls that come while one is under way share it. */
  readonly refresh: () => Promise<Answer>
  readonly isUnderWay: () => boolean
  /** Fetches anew what was served stale. It never rejects. */
  readonly renew: () => Promise<void>
}

export interface CachedAnswerOptions<Answer> {
  readonly fetch: () => Promise<Answer>
  readonly now: () => number
  readonly freshSeconds: number
  /** Until this age an answer is served without asking whether there is a newer one. */
  readonly unaskedSeconds: number
  /** Until this age an answer is served when no newer one can be had. */
  readonly staleSeconds: number
  /** Told of a renewal that failed. */
  readonly onFailure: (error: unknown) => void
}

interface UnderWay<Answer> {
  readonly outcome: Promise<[PromiseSettledResult<Answer>]>
  readonly begunAt: number
}

/** After a renewal failed, the next waits this long. */
const pauseSeconds = 10

/** How long anybody waits for a newer answer while there is an older one that would do. */
const waitSeconds = 2

/**
 * How long anybody waits for a fetch that another request began. On workerd a request that ends takes its promises along:
 * they never settle, or refuse whoever waits for them, and are no failure of the provider's.
 */
const patienceSeconds = 3

/** Creates a memory of one answer of a provider, so that a short outage of the provider is not one of ours. */
export function createCachedAnswer<Answer>(options: CachedAnswerOptions<Answer>): CachedAnswer<Answer> {
  const { now } = options
  let kept: { readonly answer: Answer; readonly at: number } | undefined
  let underWay: UnderWay<Answer> | undefined
  let pausedUntil = 0
  let isDue = false

  async function fetchAndKeep(): Promise<Answer> {
    const answer = await options.fetch()
    kept = { answer, at: now() }
    return answer
  }

  function isUnderWay(): boolean {
    return underWay !== undefined && Math.abs(now() - underWay.begunAt) < patienceSeconds
  }

  async function begin(): Promise<Answer> {
    const answer = fetchAndKeep()
    const mine = (underWay = { outcome: Promise.allSettled([answer]), begunAt: now() })
    try {
      return await answer
    } finally {
      isDue = false
      if (underWay === mine) underWay = undefined
    }
  }

  async function refresh(): Promise<Answer> {
    const shared = underWay
    if (shared === undefined || !isUnderWay()) return begin()
    const awaited = await runWithin(patienceSeconds, () => shared.outcome)
    if (awaited.ok) {
      const [outcome] = awaited.value
      if (outcome.status === 'fulfilled') return outcome.value
      throw outcome.reason
    }
    if (underWay === shared) underWay = undefined
    return refresh()
  }

  async function refreshOr(older: Answer): Promise<Answer> {
    const outcome = await runWithin(waitSeconds, refresh)
    if (outcome.ok) return outcome.value
    // One of those who waited together tells of it.
    if (!(now() < pausedUntil)) {
      pausedUntil = now() + pauseSeconds
      options.onFailure(outcome.isLate ? `No answer came within ${waitSeconds} seconds.` : outcome.cause)
    }
    return older
  }

  return {
    refresh,
    isUnderWay,
    async get() {
      const at = now()
      // A clock that shows no instant says nothing of an age, and every condition says what must hold: NaN is too old.
      const age = kept !== undefined && isInstant(kept.at) && isInstant(at) ? at - kept.at : NaN
      if (kept === undefined || !(age < options.staleSeconds)) return refresh()
      // A negative age: the clock was set back, and nobody knows how old it is.
      if (!(age < options.freshSeconds && age >= 0)) isDue = true
      return age < options.unaskedSeconds || now() < pausedUntil ? kept.answer : refreshOr(kept.answer)
    },
    async renew() {
      // One that is under way tells of its failure itself.
      if (!isDue || isUnderWay() || now() < pausedUntil) return
      try {
        await begin()
      } catch (error) {
        pausedUntil = now() + pauseSeconds
        options.onFailure(error)
      }
    },
  }
}
