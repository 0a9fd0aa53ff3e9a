/**
 * Keeps the keys of things that may be used once, each until it expires: the transactions of sign-ins (`transaction …`) and
 * DPoP proofs (`dpop …`). Each key begins with its purpose. The store of one process is `createMemoryReplayStore`; a store that
 * processes share may answer later.
 */
export interface ReplayStore {
  /** Claims a thing. Of any number of claims with one key, one at the most is `claimed`, in whatever order they come. */
  readonly claim: (key: string, claim: ReplayClaim) => ReplayResult | Promise<ReplayResult>
  /**
   * Gives a claim back, so that the key can be claimed once more. Only the caller whose claim was `claimed` may do so. A key that
   * is not claimed changes nothing.
   */
  readonly release: (key: string) => void | Promise<void>
}

export interface ReplayClaim {
  /** NumericDate from which on the thing is refused for its age. It must follow from the thing itself, not from the clock. */
  readonly expiresAt: number
  /** To whom the room is charged. Each has a quota; keys and owners should be of a fixed size. */
  readonly owners: readonly string[]
}

/**
 * - `claimed`: it had not been claimed before.
 * - `used`: it was claimed before, or it has expired.
 * - `quota_full`: one of the owners has as many unexpired things as one may have. Nothing was claimed.
 * - `store_full`: all owners together have. Nothing was claimed, and nothing that is unexpired was dropped for it.
 */
export type ReplayResult = 'claimed' | 'used' | 'quota_full' | 'store_full'

export interface ReplayLimits {
  /**
   * How many unexpired things are kept. With keys and owners of 50 characters one takes some 140 bytes, and 450 where it is the
   * only one of its owners.
   */
  readonly entries: number
  /** How many of them one owner may have. */
  readonly entriesPerOwner: number
}

/** DPoP proofs live for about 90 seconds: 2,200 a second in all, and 440 of one key or subject. */
const defaultLimits: ReplayLimits = { entries: 200_000, entriesPerOwner: 40_000 }

/** A `ReplayStore` whose claims are answered at once. */
export interface MemoryReplayStore extends ReplayStore {
  readonly claim: (key: string, claim: ReplayClaim) => ReplayResult
  readonly release: (key: string) => void
}

/**
 * Creates a replay store of one process. It is no cache: only what has expired is dropped, and when the store or an owner's quota
 * is full, a claim is refused.
 * @param now NumericDate. A clock that is set back revives nothing: what would have expired by the time of the latest entry
 *   that was dropped counts as used.
 */
export function createMemoryReplayStore(now: () => number, limits = defaultLimits): MemoryReplayStore {
  /** The second from which on each key may be dropped. */
  const seconds = new Map<string, number>()
  /** The owners of each key, by that second. */
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
      // So that a clock or an expiry of NaN refuses the claim.
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
  }
}
