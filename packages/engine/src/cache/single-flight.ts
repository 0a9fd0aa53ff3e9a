import type { Ports } from '../ports.ts'
import { withTimeout } from './timeout.ts'

/** Work that is done once for all who ask for the same at once. */
export interface SingleFlight<Value> {
  /**
   * Joins the work of this key that is under way, or begins it.
   * @param buildLateError builds the error of a call that waited for others, and in vain
   * @param mayReplace is asked before work that hangs is begun anew by a call that waited for it
   */
  readonly run: (
    key: string,
    work: () => Promise<Value>,
    buildLateError: (seconds: number) => Error,
    mayReplace?: () => boolean,
  ) => Promise<Value>
  /** Whether work of this key is under way that a call would join. */
  readonly isUnderWay: (key: string) => boolean
  /** How much of it is under way. */
  readonly count: () => number
}

/**
 * How long a call waits for work that another request began. On workerd a request that ends takes its promises along: they
 * never settle, or reject for all who wait for them, and are no failure of the work.
 */
const defaultTimeoutSeconds = 3

interface UnderWay<Value> {
  readonly outcome: Promise<[PromiseSettledResult<Value>]>
  readonly begunAt: number
}

/**
 * Creates a register of work under way. Where it hangs, one of the calls that wait begins it anew, and the others wait for that
 * once more. Work that began longer ago than the timeout is joined by no new call.
 */
export function createSingleFlight<Value>(
  { now, startTimer }: Pick<Ports, 'now' | 'startTimer'>,
  timeoutSeconds = defaultTimeoutSeconds,
): SingleFlight<Value> {
  const underWay = new Map<string, UnderWay<Value>>()

  function find(key: string): UnderWay<Value> | undefined {
    const found = underWay.get(key)
    return found !== undefined && Math.abs(now() - found.begunAt) < timeoutSeconds ? found : undefined
  }

  async function begin(key: string, work: () => Promise<Value>): Promise<Value> {
    const result = work()
    const mine = { outcome: Promise.allSettled([result] as const), begunAt: now() }
    underWay.set(key, mine)
    try {
      return await result
    } finally {
      if (underWay.get(key) === mine) underWay.delete(key)
    }
  }

  /** Waits for what another request began: undefined if it does not end. */
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
      // The next calls do not wait for it.
      if (underWay.get(key) === second) underWay.delete(key)
      throw buildLateError(2 * timeoutSeconds)
    },
  }
}
