/** Key ids that tokens named, and that were not in the keys fetched for them. */
export interface MissedKeyIds {
  readonly find: (name: string) => MissedKeyId | undefined
  readonly add: (name: string) => void
}

export interface MissedKeyId {
  /** NumericDate of the first one. */
  readonly since: number
  /** NumericDate of the last one. */
  readonly at: number
  /** NumericDate from which on it is not known any more. */
  readonly until: number
  /** Whether it was looked for a second time since. */
  readonly isSecond: boolean
}

const maxNames = 200

/** Foreign tokens name what they like, and a longer name than this is none of a key. */
const maxNameLength = 300

/**
 * Creates a record of the 200 key ids that were missed last. It is a security budget and no cache: a sender of tokens reads it
 * with each, so a read must not keep a name from being the next to go, as it does in a `TtlCache`.
 * @param lifetime in seconds, counted from the first look, or from the last one
 */
export function createMissedKeyIds(
  now: () => number,
  lifetime: { readonly seconds: number; readonly from: 'first' | 'last' },
): MissedKeyIds {
  const misses = new Map<string, MissedKeyId>()

  function find(name: string): MissedKeyId | undefined {
    const miss = misses.get(name)
    const at = now()
    // A clock that was set back does not say how long ago it was.
    return miss !== undefined && at >= miss.at && at < miss.until ? miss : undefined
  }

  return {
    find,
    add(name) {
      if (name.length > maxNameLength) return
      const at = now()
      const earlier = find(name)
      misses.delete(name)
      const since = earlier?.since ?? at
      const until = (lifetime.from === 'first' ? since : at) + lifetime.seconds
      misses.set(name, { since, at, until, isSecond: earlier !== undefined })
      for (const oldest of misses.keys()) {
        if (misses.size <= maxNames) break
        misses.delete(oldest)
      }
    },
  }
}
