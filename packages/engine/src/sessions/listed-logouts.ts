import { withTimeout } from '../cache/timeout.ts'
import type { ReplayStore } from '../cache/replay-store.ts'
import { isPromise, type MaybePromise } from '../maybe-promise.ts'
import type { Ports } from '../ports.ts'
import type { Logouts } from './logouts.ts'
import { unavailable } from './safe-store.ts'

const timeoutSeconds = 5

/**
 * Keeps logouts as revocations in a `ReplayStore`, for sessions that are in cookies alone. A list that cannot be read is an outage: an
 * error must not count as "not revoked".
 * @param keptSeconds how long a logout is kept: a session or a sign-in that began before it has expired by then
 */
export function createListedLogouts(
  replayStore: Pick<ReplayStore, 'revoke' | 'findRevocation'>,
  { startTimer }: Pick<Ports, 'startTimer'>,
  keptSeconds: number,
): Logouts {
  async function settle<Value>(operation: string, work: () => MaybePromise<Value>): Promise<Value> {
    const outcome = await withTimeout(startTimer, timeoutSeconds, work)
    if (outcome.ok) return outcome.value
    const why = outcome.isLate ? `it did not answer within ${timeoutSeconds} seconds` : 'it failed'
    throw unavailable(operation, why, outcome.cause)
  }

  function readInstant(value: unknown): number | undefined {
    if (value === undefined || Number.isFinite(value)) return value as number | undefined
    throw unavailable('findRevocation', `it returned ${typeof value}, expected a number or undefined`)
  }

  return {
    record: (name, at) =>
      settle('revoke', () => replayStore.revoke(name, { at, expiresAt: at + keptSeconds })),
    findLatest(names, isFresh = false) {
      let found: MaybePromise<number | undefined>
      try {
        found = replayStore.findRevocation(names, { isFresh })
      } catch (cause) {
        throw unavailable('findRevocation', 'it failed', cause)
      }
      return isPromise(found) ? settle('findRevocation', () => found).then(readInstant) : readInstant(found)
    },
  }
}
