import { isInstant } from '@x/oidc-core'
import type { Ports } from '../ports.ts'
import { withTimeout } from './timeout.ts'

export interface StaleWhileRevalidate<Answer> {
  /**
   * The answer: from memory, also while stale, and then `renew` has something to do; else fetched. One that is older than
   * `unaskedSeconds` is fetched anew first, and served if that fails.
   */
  readonly get: () => Promise<Answer>
  /**
   * Fetches anew. Calls that come while one is under way share it. Where that one hangs, a single call of those that wait
   * replaces it, if its `mayBegin` says so, and the others wait for the new one once.
   */
  readonly refresh: (mayBegin?: () => boolean) => Promise<Answer>
  readonly isUnderWay: () => boolean
  /** Fetches anew what was served stale. It never rejects. */
  readonly revalidate: () => Promise<void>
}

export interface StaleWhileRevalidateOptions<Answer> {
  readonly fetch: () => Promise<Answer>
  readonly now: Ports['now']
  readonly startTimer: Ports['startTimer']
  readonly freshSeconds: number
  /** Until this age an answer is served without asking whether there is a newer one. */
  readonly mustRevalidateSeconds: number
  /** Until this age an answer is served when no newer one can be had. */
  readonly staleIfErrorSeconds: number
  /** Told of a renewal that failed. */
  readonly onFailure: (error: unknown) => void
  /** Builds the error of a call that waited for other requests, and in vain. */
  readonly buildLateError: (seconds: number) => Error
}

interface UnderWay<Answer> {
  readonly outcome: Promise<[PromiseSettledResult<Answer>]>
  readonly begunAt: number
}

/** After a renewal failed, the next waits this long. */
const pauseSeconds = 10

/** While there is no answer at all, this many fetches in a row may fail before the next one has to wait. */
const mostFailures = 4

/** Then a call that comes sooner after a failure has the same one, and no fetch. */
const failurePauseSeconds = 2

/** How long anybody waits for a newer answer while there is an older one that would do. */
const waitSeconds = 2

/**
 * How long anybody waits for a fetch that another request began. On workerd a request that ends takes its promises along:
 * they never settle, or refuse whoever waits for them, and are no failure of the provider's.
 */
const timeoutSeconds = 3

/** Creates a memory of one answer of a provider, so that a short outage of the provider is not one of ours. */
export function createStaleWhileRevalidate<Answer>(
  options: StaleWhileRevalidateOptions<Answer>,
): StaleWhileRevalidate<Answer> {
  const { now, startTimer } = options
  let kept: { readonly answer: Answer; readonly at: number } | undefined
  let underWay: UnderWay<Answer> | undefined
  let pausedAt: number | undefined
  let isDue = false
  let failure: { readonly error: unknown; readonly at: number; readonly count: number } | undefined

  async function fetchAndKeep(): Promise<Answer> {
    try {
      const answer = await options.fetch()
      kept = { answer, at: now() }
      failure = undefined
      return answer
    } catch (error) {
      failure = { error, at: now(), count: (failure?.count ?? 0) + 1 }
      throw error
    }
  }

  function isPaused(): boolean {
    return isWithin(pauseSeconds, pausedAt)
  }

  /** A clock that was set back does not say how long ago it was. */
  function isWithin(seconds: number, begin: number | undefined): boolean {
    if (begin === undefined) return false
    const age = now() - begin
    return age >= 0 && age < seconds
  }

  function isUnderWay(): boolean {
    return underWay !== undefined && Math.abs(now() - underWay.begunAt) < timeoutSeconds
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

  async function refresh(mayBegin = (): boolean => true): Promise<Answer> {
    const first = underWay
    if (first === undefined || !isUnderWay()) return begin()
    const before = kept
    const joined = (await join(first)) ?? (await replace(first, mayBegin))
    if (joined !== undefined) return joined.answer
    // The one that hung may have ended meanwhile.
    if (kept !== undefined && kept !== before) return kept.answer
    throw options.buildLateError(2 * timeoutSeconds)
  }

  /** Waits for a fetch that another request began: undefined if it does not end. */
  async function join({ outcome }: UnderWay<Answer>): Promise<{ readonly answer: Answer } | undefined> {
    const awaited = await withTimeout(startTimer, timeoutSeconds, () => outcome)
    if (!awaited.ok) return undefined
    const [settled] = awaited.value
    if (settled.status === 'fulfilled') return { answer: settled.value }
    throw settled.reason
  }

  /** Begins anew in the place of a fetch that hangs, or joins the one that another of those who wait began. */
  async function replace(
    hung: UnderWay<Answer>,
    mayBegin: () => boolean,
  ): Promise<{ readonly answer: Answer } | undefined> {
    const current = underWay
    if (current !== undefined && current !== hung && isUnderWay()) return join(current)
    return mayBegin() ? { answer: await begin() } : undefined
  }

  async function refreshOr(older: Answer): Promise<Answer> {
    const outcome = await withTimeout(startTimer, waitSeconds, () => refresh())
    if (outcome.ok) return outcome.value
    // One of those who waited together tells of it.
    if (!isPaused()) {
      pausedAt = now()
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
      if (kept === undefined || !(age < options.staleIfErrorSeconds)) {
        const isFailing = failure !== undefined && failure.count >= mostFailures
        if (isFailing && !isUnderWay() && isWithin(failurePauseSeconds, failure?.at)) throw failure?.error
        return refresh()
      }
      // A negative age: the clock was set back, and nobody knows how old it is.
      if (!(age < options.freshSeconds && age >= 0)) isDue = true
      return age < options.mustRevalidateSeconds || isPaused() ? kept.answer : refreshOr(kept.answer)
    },
    async revalidate() {
      // One that is under way tells of its failure itself.
      if (!isDue || isUnderWay() || isPaused()) return
      try {
        await begin()
      } catch (error) {
        pausedAt = now()
        options.onFailure(error)
      }
    },
  }
}
