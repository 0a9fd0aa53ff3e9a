import { claimCases, fullCases, quotaCases, releaseCases } from './replay-store-cases.ts'
import { expiryCases } from './replay-store-expiry-cases.ts'
import { fullRevocationCases, revocationCases, revocationExpiryCases } from './revocation-cases.ts'
import type { ReplayResult, TriedReplayStore } from './tried-replay-store.ts'

/** The members of a `ReplayStore` that the contract calls. `ReplayStore` of `@x/oidc-engine` has the same shape. */
export interface TestedReplayStore {
  /** Claims a key: the first claim of a key wins until it expires. */
  readonly claim: (
    key: string,
    claim: { readonly expiresAt: number; readonly owners: readonly string[] },
  ) => ReplayResult | Promise<ReplayResult>
  /** Frees a key, so that it can be claimed again. */
  readonly release: (key: string) => void | Promise<void>
  /** Records that everything with this key has ended that began up to an instant. */
  readonly revoke: (
    key: string,
    revocation: { readonly at: number; readonly expiresAt: number },
  ) => void | Promise<void>
  /** Returns the latest instant of the unexpired revocations of these keys. */
  readonly findRevocation: (keys: readonly string[]) => number | undefined | Promise<number | undefined>
}

/** The settings of the store for one case. The store must be empty at the start. */
export interface ReplayStoreSettings {
  /** Returns a NumericDate that the case moves. A store with its own clock does not call it. */
  readonly now: () => number
  /** Maximum number of entries in the store, and maximum number of entries of one owner. */
  readonly limits: { readonly entries: number; readonly entriesPerOwner: number }
}

/** Creates the store to test. */
export type CreateReplayStore = (
  settings: ReplayStoreSettings,
) => TestedReplayStore | Promise<TestedReplayStore>

/** Properties of a store that change what the contract expects. */
export interface ReplayStoreTraits {
  /**
   * The clock that decides which entries have expired: `now` of the settings, or the store's own clock, e.g. of its server. With
   * its own clock, the cases that move the clock are left out, and the other cases use expiries a day away from now.
   * @default 'settings'
   */
  readonly clock?: 'settings' | 'own'
  /**
   * The limits that the store keeps: those of the settings, or only the one for the entries of an owner. The second is for stores
   * whose server has a limit for its memory. @default 'settings'
   */
  readonly limit?: 'settings' | 'owners'
}

/** One case of a store's contract. */
export interface StoreCase {
  /** The name of the case, for the name of a test. */
  readonly name: string
  /** Rejects when the store breaks the contract. */
  readonly run: () => Promise<void>
}

const limits = { entries: 100, entriesPerOwner: 10 }

/** The start time of a clock that a case moves, as NumericDate. */
const began = 1_793_000_000

/** The time between the store's own clock and an expiry, in the past or in the future. */
const farSeconds = 86_400

/**
 * Returns the cases of the contract of every `ReplayStore` of `@x/oidc-engine`. Each case creates an empty store.
 *
 * @example
 * describe('the replay store in memory', () => {
 *   it.each(describeReplayStore(({ now, limits }) => createMemoryReplayStore(now, limits)))(
 *     '$name',
 *     ({ run }) => run(),
 *   )
 * })
 */
export function describeReplayStore(
  create: CreateReplayStore,
  { clock = 'settings', limit = 'settings' }: ReplayStoreTraits = {},
): readonly StoreCase[] {
  async function tryOut(): Promise<TriedReplayStore> {
    const hasOwn = clock === 'own'
    const start = hasOwn ? Math.floor(Date.now() / 1000) : began
    let now = start
    const store = await create({ now: () => now, limits })
    return {
      setClock: (seconds) => {
        now = start + seconds
      },
      claim: async (key, seconds = 60, owners = [`owner of ${key}`]) => {
        // The store's own clock keeps running during a case, so an expiry is a day further from now, in the same direction.
        const far = hasOwn ? Math.sign(seconds) * farSeconds : 0
        return store.claim(key, { expiresAt: start + seconds + far, owners })
      },
      release: async (key) => store.release(key),
      revoke: async (key, at, seconds = 60) => {
        const far = hasOwn ? Math.sign(seconds) * farSeconds : 0
        await store.revoke(key, { at: start + at, expiresAt: start + seconds + far })
      },
      findRevocation: async (...keys) => {
        const at = await store.findRevocation(keys)
        return at === undefined ? undefined : at - start
      },
    }
  }

  const cases = [
    ...claimCases,
    ...quotaCases,
    ...(limit === 'settings' ? fullCases : []),
    ...releaseCases,
    ...revocationCases,
    ...(limit === 'settings' ? fullRevocationCases : []),
    ...(clock === 'settings' ? revocationExpiryCases : []),
    ...(clock === 'settings' ? expiryCases : []),
  ]
  return cases.map(([name, run]) => ({ name, run: async () => run(await tryOut()) }))
}
