import { isInstant } from '@x/oidc-core'
import type { Ports } from '../ports.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import { createSingleFlight } from './single-flight.ts'
import { withTimeout } from './timeout.ts'

export interface StaleWhileRevalidate<Answer> {
  /**
   * Returns the response. A cached response is returned at once, also if it is stale; `revalidate` then has work to do. Without a
   * cached response, it is fetched. A response older than `mustRevalidateSeconds` is fetched again first, and the cached one is
   * returned if that fails.
   */
  readonly get: () => MaybePromise<Answer>
  /**
   * Fetches a new answer. Calls at the same time share one fetch. If the fetch hangs, the first waiting call whose `mayBegin`
   * returns true starts a second fetch. The other calls wait for the second fetch. If it hangs too, they fail.
   */
  readonly refresh: (mayBegin?: () => boolean) => Promise<Answer>
  readonly isUnderWay: () => boolean
  /** Revalidates a response that was returned stale. Returns undefined if there is nothing to revalidate. It never rejects. */
  readonly revalidate: () => Promise<void> | undefined
}

export interface StaleWhileRevalidateOptions<Answer> {
  readonly fetch: () => Promise<Answer>
  readonly now: Ports['now']
  readonly startTimer: Ports['startTimer']
  readonly freshSeconds: number
  /** Maximum age in seconds of a response that is returned without a revalidation. */
  readonly mustRevalidateSeconds: number
  /** Maximum age in seconds of a response that is returned if no newer response is available. */
  readonly staleIfErrorSeconds: number
  /** Called with the cause of each failed revalidation. */
  readonly onFailure: (error: unknown) => void
  /** Builds the error of a call whose wait for other requests timed out. */
  readonly buildLateError: (seconds: number) => Error
}

/** Seconds from a failed revalidation to the next one. */
const pauseSeconds = 10

/** If no response is cached, this many fetches in a row may fail. After that, calls must wait before the next fetch. */
const maxFailures = 4

/** During this wait, a call fails with the error of the last fetch and does not start a fetch. */
const failurePauseSeconds = 2

/** Timeout in seconds for a newer response while an older response is usable. */
const waitSeconds = 2

/** The only key of the single flight of this cache. */
const key = 'answer'

/** Creates a cache of one answer of a provider, so that a short outage of the provider does not become an outage of the application. */
export function createStaleWhileRevalidate<Answer>(
  options: StaleWhileRevalidateOptions<Answer>,
): StaleWhileRevalidate<Answer> {
  const { now, startTimer } = options
  let kept: { readonly answer: Answer; readonly at: number } | undefined
  const flight = createSingleFlight<Answer>(options)
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
    } finally {
      isDue = false
    }
  }

  function isPaused(): boolean {
    return isWithin(pauseSeconds, pausedAt)
  }

  /** A clock that was set back does not show how long ago it was. */
  function isWithin(seconds: number, begin: number | undefined): boolean {
    if (begin === undefined) return false
    const age = now() - begin
    return age >= 0 && age < seconds
  }

  const isUnderWay = (): boolean => flight.isUnderWay(key)

  async function refresh(mayBegin?: () => boolean): Promise<Answer> {
    const before = kept
    let late: Error | undefined
    const buildLateError = (seconds: number): Error => (late = options.buildLateError(seconds))
    try {
      return await flight.run(key, fetchAndKeep, buildLateError, mayBegin)
    } catch (error) {
      // The fetch that hung may have ended meanwhile.
      if (error === late && kept !== undefined && kept !== before) return kept.answer
      throw error
    }
  }

  async function refreshOr(older: Answer): Promise<Answer> {
    const outcome = await withTimeout(startTimer, waitSeconds, () => refresh())
    if (outcome.ok) return outcome.value
    // One of the waiting calls reports it.
    if (!isPaused()) {
      pausedAt = now()
      options.onFailure(outcome.isLate ? `No answer came within ${waitSeconds} seconds.` : outcome.cause)
    }
    return older
  }

  async function refreshLate(): Promise<void> {
    try {
      await refresh()
    } catch (error) {
      pausedAt = now()
      options.onFailure(error)
    }
  }

  async function failAgain(): Promise<never> {
    throw failure?.error
  }

  return {
    refresh,
    isUnderWay,
    get() {
      const at = now()
      // Every condition states what must hold, so that a clock that shows NaN makes the answer too old.
      const age = kept !== undefined && isInstant(kept.at) && isInstant(at) ? at - kept.at : NaN
      if (kept === undefined || !(age < options.staleIfErrorSeconds)) {
        const isFailing = failure !== undefined && failure.count >= maxFailures
        if (isFailing && !isUnderWay() && isWithin(failurePauseSeconds, failure?.at)) return failAgain()
        return refresh()
      }
      // A negative age: the clock was set back, so the real age is unknown.
      if (!(age < options.freshSeconds && age >= 0)) isDue = true
      return age < options.mustRevalidateSeconds || isPaused() ? kept.answer : refreshOr(kept.answer)
    },
    // A fetch that is already running reports its failure itself.
    revalidate: () => (!isDue || isUnderWay() || isPaused() ? undefined : refreshLate()),
  }
}
