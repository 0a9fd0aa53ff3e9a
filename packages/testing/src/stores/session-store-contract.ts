import type { StoreCase } from './replay-store-contract.ts'
import { entryCases, replaceCases } from './session-store-cases.ts'
import { clockCases, expiredCases, limitCases } from './session-store-expiry-cases.ts'
import { indexCases } from './session-store-index-cases.ts'
import type { TestedSessionStore, TriedSessionStore } from './tried-session-store.ts'

/** The settings of the store for one case. The store must be empty at the start. */
export interface SessionStoreSettings {
  /** Returns a NumericDate that the case moves. A store with its own clock does not call it. */
  readonly now: () => number
  /** Maximum memory of all entries together, in MiB. A store without a limit does not read it. */
  readonly maxMebibytes: number
}

/** Creates the store to test. */
export type CreateSessionStore = (
  settings: SessionStoreSettings,
) => TestedSessionStore | Promise<TestedSessionStore>

/** Properties of a store that change what the contract expects. */
export interface SessionStoreTraits {
  /**
   * The clock that decides which entries have expired: `now` of the settings, or the store's own clock, e.g. of its server. With
   * its own clock, the cases that move the clock are left out, and the other cases use expiries a day away from now.
   * @default 'settings'
   */
  readonly clock?: 'settings' | 'own'
  /** Whether the store evicts the oldest entries beyond the limit of the settings. @default 'none' */
  readonly limit?: 'settings' | 'none'
}

/** The start time of a clock that a case moves, as NumericDate. */
const began = 1_793_000_000

/** The time between the store's own clock and an expiry, in the past or in the future. */
const farSeconds = 86_400

/**
 * Returns the cases of the contract of every `SessionStore` of `@x/oidc-engine`. Each case creates an empty store.
 *
 * @example
 * describe('the store in memory', () => {
 *   it.each(describeSessionStore((settings) => memoryStore(settings), { limit: 'settings' }))(
 *     '$name',
 *     ({ run }) => run(),
 *   )
 * })
 */
export function describeSessionStore(
  create: CreateSessionStore,
  { clock = 'settings', limit = 'none' }: SessionStoreTraits = {},
): readonly StoreCase[] {
  async function tryOut(): Promise<TriedSessionStore> {
    const hasOwn = clock === 'own'
    const start = hasOwn ? Math.floor(Date.now() / 1000) : began
    let now = start
    const store = await create({ now: () => now, maxMebibytes: 1 })
    return {
      // Each is an async function, so that a store may throw where it could also reject.
      read: async (key) => store.read(key),
      create: async (key, entry) => store.create(key, entry),
      replace: async (key, entry, version) => store.replace(key, entry, version),
      delete: async (key) => store.delete(key),
      deleteAll: async (index) => store.deleteAll(index),
      setClock: (seconds) => {
        now = start + seconds
      },
      build: ({ seconds = 60, ...changes } = {}) => ({
        ...{ data: 'sealed', version: 0, indexes: ['subject'], lockVersion: 0 },
        // The store's own clock keeps running during a case, so an expiry is a day further from now, in the same direction.
        expiresAt: start + seconds + (hasOwn ? Math.sign(seconds) * farSeconds : 0),
        ...changes,
      }),
    }
  }

  const cases = [
    ...entryCases,
    ...replaceCases,
    ...indexCases,
    ...expiredCases,
    ...(clock === 'settings' ? clockCases : []),
    ...(limit === 'settings' ? limitCases : []),
  ]
  return cases.map(([name, run]) => ({ name, run: async () => run(await tryOut()) }))
}
