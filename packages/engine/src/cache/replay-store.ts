import { createRevocations, type Revocation } from './revocations.ts'

/**
 * Stores the keys of single-use items until they expire: the transactions of sign-ins (`transaction …`), DPoP proofs (`dpop …`) and
 * logout tokens (`logout …`). Each key begins with its purpose. It also stores revocations, by which sessions in cookies end before
 * they expire. `memoryReplayStore` is the store of one process. A store that several processes share may answer asynchronously.
 */
export interface ReplayStore {
  /** Claims an item. At most one claim with the same key is `claimed`, in any order. */
  readonly claim: (key: string, claim: ReplayClaim) => ReplayResult | Promise<ReplayResult>
  /**
   * Releases a claim, so that the key can be claimed again. Only the caller may do so whose claim was `claimed`, or got no answer.
   * Releasing a key that is not claimed changes nothing.
   */
  readonly release: (key: string) => void | Promise<void>
  /**
   * Records that everything with this key has ended that began up to an instant. Of several revocations of a key, the latest instant
   * and the latest expiry count. It rejects if the revocation cannot be stored. Keys are hashes.
   */
  readonly revoke: (key: string, revocation: Revocation) => void | Promise<void>
  /** Returns the latest instant of the unexpired revocations of these keys; undefined if there is none. */
  readonly findRevocation: (
    keys: readonly string[],
    options?: RevocationLookup,
  ) => number | undefined | Promise<number | undefined>
}

/** How a store looks revocations up. */
export interface RevocationLookup {
  /**
   * Whether a cached answer is not enough: the end of a sign-in asks once, and what it misses would never end its session.
   * @default false
   */
  readonly isFresh?: boolean
}

/** An item that may be used only once, such as a transaction or a DPoP proof. */
export interface ReplayClaim {
  /** NumericDate at which the item becomes too old. Compute it from the item itself, not from the clock. */
  readonly expiresAt: number
  /** The owners whose quotas the item uses. Keys and owners should be of a fixed size. */
  readonly owners: readonly string[]
}

/**
 * - `claimed`: it was not claimed before.
 * - `used`: it was claimed before, or it has expired.
 * - `quota_full`: one owner has reached its quota of unexpired items. Nothing was claimed.
 * - `store_full`: the store has reached its limit of unexpired items. Nothing was claimed, and no unexpired item was dropped.
 */
export type ReplayResult = 'claimed' | 'used' | 'quota_full' | 'store_full'

export interface ReplayLimits {
  /**
   * Maximum number of unexpired items. With keys and owners of 50 characters an item takes about 140 bytes, or 450 bytes if its
   * owners have no other item.
   */
  readonly entries: number
  /** Maximum number of unexpired items of one owner. */
  readonly entriesPerOwner: number
}

/** DPoP proofs are valid for about 90 seconds, so these limits allow 2,200 proofs a second, and 440 for one key or subject. */
const defaultLimits: ReplayLimits = { entries: 200_000, entriesPerOwner: 40_000 }

/** A `ReplayStore` whose claims return at once. */
export interface MemoryReplayStore extends ReplayStore {
  readonly claim: (key: string, claim: ReplayClaim) => ReplayResult
  readonly release: (key: string) => void
  readonly revoke: (key: string, revocation: Revocation) => void
  readonly findRevocation: (keys: readonly string[]) => number | undefined
}

/**
 * Creates the replay store of one process. It is not a cache: it drops only expired items, and refuses a claim when the store
 * or an owner's quota is full.
 * @param now NumericDate. If the clock is set back, no item becomes valid again: an item that had expired when the latest entry
 *   was dropped counts as used.
 */
export function createMemoryReplayStore(now: () => number, limits = defaultLimits): MemoryReplayStore {
  /** For each key, the second at which it may be dropped. */
  const seconds = new Map<string, number>()
  /** For each of these seconds, the keys and their owners. */
  const bySecond = new Map<number, Map<string, readonly string[]>>()
  /** How many unexpired entries each owner has. */
  const counts = new Map<string, number>()
  let droppedUntil = -Infinity
  let droppedAt: number | undefined

  function dropExpired(at: number): void {
    if (at === droppedAt) return
    droppedAt = at
    for (const [second, entries] of bySecond) {
      if (!(second <= at)) continue
      bySecond.delete(second)
      droppedUntil = Math.max(droppedUntil, second)
      for (const [key, owners] of entries) drop(key, owners)
    }
  }

  function drop(key: string, owners: readonly string[]): void {
    seconds.delete(key)
    for (const owner of owners) {
      const left = countOf(owner) - 1
      if (left > 0) counts.set(owner, left)
      else counts.delete(owner)
    }
  }

  function keep(key: string, owners: readonly string[], second: number): void {
    seconds.set(key, second)
    for (const owner of owners) counts.set(owner, countOf(owner) + 1)
    const entries = bySecond.get(second)
    if (entries === undefined) bySecond.set(second, new Map([[key, owners]]))
    else entries.set(key, owners)
  }

  const countOf = (owner: string): number => counts.get(owner) ?? 0

  return {
    claim(key, { expiresAt, owners }) {
      const at = now()
      dropExpired(at)
      const second = Math.ceil(expiresAt)
      // NaN fails these conditions, so a broken clock or expiry refuses the claim.
      const isUnexpired = second > at && second > droppedUntil
      if (!isUnexpired || seconds.has(key)) return 'used'
      if (owners.some((owner) => countOf(owner) >= limits.entriesPerOwner)) return 'quota_full'
      if (seconds.size >= limits.entries) return 'store_full'
      keep(key, owners, second)
      return 'claimed'
    },
    release(key) {
      const second = seconds.get(key)
      const entries = second === undefined ? undefined : bySecond.get(second)
      const owners = entries?.get(key)
      if (second === undefined || entries === undefined || owners === undefined) return
      entries.delete(key)
      if (entries.size === 0) bySecond.delete(second)
      drop(key, owners)
    },
    ...createRevocations(now, limits.entries),
  }
}
