import { runWithin } from './run-within.ts'

/** Work that is done once for all who ask for the same at once. */
export interface SharedWork<Value> {
  readonly run: (key: string, work: () => Promise<Value>) => Promise<Value>
  /** How much of it is under way. */
  readonly count: () => number
}

/**
 * How long anybody waits for what another request began. On workerd a request that ends takes its promises along: they
 * never settle, or refuse whoever waits for them.
 */
const patienceSeconds = 3

/** Creates a register of work under way. */
export function createSharedWork<Value>(): SharedWork<Value> {
  const underWay = new Map<string, Promise<[PromiseSettledResult<Value>]>>()

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

  return {
    count: () => underWay.size,
    async run(key, work) {
      for (;;) {
        const shared = underWay.get(key)
        if (shared === undefined) return begin(key, work)
        const awaited = await runWithin(patienceSeconds, () => shared)
        if (awaited.ok) {
          const [outcome] = awaited.value
          if (outcome.status === 'fulfilled') return outcome.value
          throw outcome.reason
        }
        if (underWay.get(key) === shared) underWay.delete(key)
      }
    },
  }
}
