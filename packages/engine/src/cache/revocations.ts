/** A revocation of sessions. */
export interface Revocation {
  /** What began up to this instant has ended: NumericDate. */
  readonly at: number
  /** When the revocation may be dropped: NumericDate. */
  readonly expiresAt: number
}

/** Revocations that are found at once. */
interface Revocations {
  readonly revoke: (key: string, revocation: Revocation) => void
  readonly findRevocation: (keys: readonly string[]) => number | undefined
}

/**
 * Creates the revocations of a replay store in memory. It drops only expired ones, because a dropped revocation would bring sessions
 * back. A revocation with a key of 50 characters takes about 200 bytes.
 * @param now NumericDate
 * @param maxEntries further revocations are refused with an error
 */
export function createRevocations(now: () => number, maxEntries: number): Revocations {
  const revocations = new Map<string, Revocation>()
  let writes = 0
  let sweptAt = Number.NaN

  /** Drops expired revocations when their number has doubled, and once a second while the store is full: a flood must not cost a sweep each. */
  function dropExpired(): void {
    const at = now()
    writes += 1
    const isFull = revocations.size >= maxEntries && at !== sweptAt
    if (2 * writes <= revocations.size && !isFull) return
    writes = 0
    sweptAt = at
    for (const [key, { expiresAt }] of revocations) if (expiresAt <= at) revocations.delete(key)
  }

  return {
    revoke(key, { at, expiresAt }) {
      if (!Number.isFinite(at) || !Number.isFinite(expiresAt))
        throw new TypeError('A revocation has an instant or an expiry that is no finite number.')
      const known = revocations.get(key)
      dropExpired()
      if (known === undefined && revocations.size >= maxEntries)
        throw new Error(`The replay store in memory is full: it has ${maxEntries} unexpired revocations.`)
      revocations.set(key, {
        at: Math.max(at, known?.at ?? at),
        expiresAt: Math.max(expiresAt, known?.expiresAt ?? expiresAt),
      })
    },
    findRevocation(keys) {
      let latest: number | undefined
      for (const key of keys) {
        const found = revocations.get(key)
        // A broken clock shows NaN: then the revocation counts.
        if (found === undefined || now() >= found.expiresAt) continue
        if (latest === undefined || found.at > latest) latest = found.at
      }
      return latest
    },
  }
}
