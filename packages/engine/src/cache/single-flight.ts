import type { Ports } from '../ports.ts'
import { withTimeout } from './timeout.ts'

/** Runs work once for all calls with the same key at the same time. */
export interface SingleFlight<Value> {
  /**
   * Joins the running work of this key, or starts it.
   * @param buildLateError builds the error of a call whose wait for other calls timed out
   * @param mayReplace is called before a waiting call replaces work that hangs
   */
  readonly run: (
    key: string,
    work: () => Promise<Value>,
    buildLateError: (seconds: number) => Error,
    mayReplace?: () => boolean,
  ) => Promise<Value>
  /** Whether a call with this key would join running work. */
  readonly isUnderWay: (key: string) => boolean
  /** The number of keys whose work is running. */
  readonly count: () => number
}

/**
 * How many seconds a call waits for work that another request started. On workerd, the promises of a request end with the
 * request: they never settle, or they reject for all waiting callers. This is not a failure of the work.
 */
const defaultTimeoutSeconds = 3

interface UnderWay<Value> {
  readonly outcome: Promise<[PromiseSettledResult<Value>]>
  readonly begunAt: number
}

/**
 * Creates a single flight. If the work hangs, one of the waiting calls starts it again, and the other calls wait for this second
 * run. If the second run hangs too, they fail. With `now`, a new call does not join work that is older than the timeout. Leave
 * `now` out for work that must not run twice: if the clock is set forward, running work looks old and would start again.
 */
export function createSingleFlight<Value>(
  { now, startTimer }: Pick<Ports, 'startTimer'> & Partial<Pick<Ports, 'now'>>,
  timeoutSeconds = defaultTimeoutSeconds,
): SingleFlight<Value> {
  const underWay = new Map<string, UnderWay<Value>>()

  function find(key: string): UnderWay<Value> | undefined {
    const found = underWay.get(key)
    const isOld = now !== undefined && !(Math.abs(now() - (found?.begunAt ?? NaN)) < timeoutSeconds)
    return isOld ? undefined : found
  }

  async function begin(key: string, work: () => Promise<Value>): Promise<Value> {
    const result = work()
    const mine = { outcome: Promise.allSettled([result] as const), begunAt: now?.() ?? NaN }
    underWay.set(key, mine)
    try {
      return await result
    } finally {
      if (underWay.get(key) === mine) underWay.delete(key)
    }
  }

  /** Waits for work that another request started: undefined if it does not end in time. */
  async function join({ outcome }: UnderWay<Value>): Promise<{ readonly value: Value } | undefined> {
    const awaited = await withTimeout(startTimer, timeoutSeconds, () => outcome)
    if (!awaited.ok) return undefined
    const [settled] = awaited.value
    if (settled.status === 'fulfilled') return settled
    throw settled.reason
  }

  return {
    isUnderWay: (key) => find(key) !== undefined,
    count: () => underWay.size,
    async run(key, work, buildLateError, mayReplace = () => true) {
      const first = find(key)
      if (first === undefined) return begin(key, work)
      const joined = await join(first)
      if (joined !== undefined) return joined.value
      const second = find(key)
      if (second === undefined || second === first) {
        if (mayReplace()) return begin(key, work)
        throw buildLateError(2 * timeoutSeconds)
      }
      const rejoined = await join(second)
      if (rejoined !== undefined) return rejoined.value
      // Later calls do not wait for this work.
      if (underWay.get(key) === second) underWay.delete(key)
      throw buildLateError(2 * timeoutSeconds)
    },
  }
}
