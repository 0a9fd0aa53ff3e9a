import { OidcError } from '@x/oidc-core'
import type { Ports } from '../ports.ts'
import { createSingleFlight } from './single-flight.ts'
import { createTtlCache } from './ttl-cache.ts'

/** The outcome of work. */
export interface Outcome<Value> {
  readonly value: Value
  /** The length of the value in characters. */
  readonly length: number
  /** Whether the work cannot be done again, so that a later call gets the same value. */
  readonly isFinal: boolean
}

/**
 * Gives all calls with the same key the outcome of the first call, if they run at the same time. A final outcome is also given to
 * calls shortly afterwards.
 */
export interface SharedOutcomes<Value> {
  readonly run: (key: string, work: () => Promise<Outcome<Value>>) => Promise<Value>
}

/**
 * How many seconds a call waits for the first call: longer than a request to a provider may take. After that it does the work
 * itself, because on workerd the first one may never settle. Work that must run only once must ensure this itself, as a callback
 * does by claiming its transaction.
 */
const waitSeconds = 15
const keptSeconds = 60
const maxEntries = 1000

export function createSharedOutcomes<Value>({
  now,
  startTimer,
}: Pick<Ports, 'now' | 'startTimer'>): SharedOutcomes<Value> {
  const running = createSingleFlight<Outcome<Value>>({ startTimer }, waitSeconds)
  const kept = createTtlCache<Value>(maxEntries)
  return {
    async run(key, work) {
      const known = kept.read(key, now())
      if (known !== undefined) return known
      const { value } = await running.run(key, () => finish(key, work), buildLateError)
      return value
    },
  }

  async function finish(key: string, work: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
    const outcome = await work()
    const at = now()
    if (outcome.isFinal)
      kept.write(key, outcome.value, { at, until: at + keptSeconds, length: outcome.length })
    return outcome
  }
}

function buildLateError(seconds: number): OidcError {
  const why = `the same request did not end within ${seconds} seconds`
  return new OidcError('provider_unavailable', `A sign-in hangs: ${why}.`, {
    providerId: '',
    operation: 'token',
    why,
  })
}
