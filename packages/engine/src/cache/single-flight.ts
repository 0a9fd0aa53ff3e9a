import type { Ports } from '../ports.ts'
import { withTimeout } from './timeout.ts'

/** Work that is done once for all who ask for the same at once. */
export interface SingleFlight<Value> {
  /** @param buildLateError builds the error of a call that waited for others twice, and in vain */
  readonly run: (
    key: string,
    work: () => Promise<Value>,
    buildLateError: (seconds: number) => Error,
  ) => Promise<Value>
  /** How much of it is under way. */
  readonly count: () => number
}

/**
 * How long anybody waits for what another request began. On workerd a request that ends takes its promises along: they
 * never settle, or refuse whoever waits for them.
 */
const timeoutSeconds = 3

type UnderWay<Value> = Promise<[PromiseSettledResult<Value>]>

/**
 * Creates a register of work under way. Where it hangs, one of those who wait begins it anew, and the others wait for that
 * once more.
 */
export function createSingleFlight<Value>(startTimer: Ports['startTimer']): SingleFlight<Value> {
  const underWay = new Map<string, UnderWay<Value>>()

  async function begin(key: string, work: () => Promise<Value>): Promise<Value> {
    const result = work()
    const outcome = Promise.allSettled([result] as const)
    underWay.set(key, outcome)
    try {
      return await result
    } finally {
      if (underWay.get(key) === outcome) underWay.delete(key)
    }
  }

  /** Waits for what another request began: undefined if it does not end. */
  async function join(shared: UnderWay<Value>): Promise<{ readonly value: Value } | undefined> {
    const awaited = await withTimeout(startTimer, timeoutSeconds, () => shared)
    if (!awaited.ok) return undefined
    const [outcome] = awaited.value
    if (outcome.status === 'fulfilled') return outcome
    throw outcome.reason
  }

  return {
    count: () => underWay.size,
    async run(key, work, buildLateError) {
      const first = underWay.get(key)
      if (first === undefined) return begin(key, work)
      const joined = await join(first)
      if (joined !== undefined) return joined.value
      const second = underWay.get(key)
      if (second === undefined || second === first) return begin(key, work)
      const rejoined = await join(second)
      if (rejoined !== undefined) return rejoined.value
      // Those who come next do not wait for it.
      if (underWay.get(key) === second) underWay.delete(key)
      throw buildLateError(2 * timeoutSeconds)
    },
  }
}
