import { isInstant } from '@x/oidc-core'
import type { Ports } from '../ports.ts'
import { createSingleFlight } from './single-flight.ts'
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

/** After a renewal failed, the next waits this long. */
const pauseSeconds = 10

/** While there is no answer at all, this many fetches in a row may fail before the next one has to wait. */
const maxFailures = 4

/** Then a call that comes sooner after a failure has the same one, and no fetch. */
const failurePauseSeconds = 2

/** How long anybody waits for a newer answer while there is an older one that would do. */
const waitSeconds = 2

/** The one work of its single flight. */
const key = 'answer'

/** Creates a cache of one answer of a provider, so that a short outage of the provider is not one of ours. */
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

  /** A clock that was set back does not say how long ago it was. */
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
      // The one that hung may have ended meanwhile.
      if (error === late && kept !== undefined && kept !== before) return kept.answer
      throw error
    }
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
        const isFailing = failure !== undefined && failure.count >= maxFailures
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
        await refresh()
      } catch (error) {
        pausedAt = now()
        options.onFailure(error)
      }
    },
  }
}
