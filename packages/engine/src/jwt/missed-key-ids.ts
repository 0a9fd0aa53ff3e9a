/** Key ids that tokens named, but that the fetched keys did not contain. */
export interface MissedKeyIds {
  readonly find: (name: string) => MissedKeyId | undefined
  readonly add: (name: string) => void
}

export interface MissedKeyId {
  /** NumericDate of the first token that named this id. */
  readonly since: number
  /** NumericDate of the last token that named this id. */
  readonly at: number
  /** NumericDate at which the entry expires. */
  readonly until: number
  /** Whether the keys were fetched a second time for this id. */
  readonly isSecond: boolean
}

const maxNames = 200

/** Maximum length: foreign tokens name anything, and real key ids are shorter. */
const maxNameLength = 300

/**
 * Creates a record of the last 200 missing key ids. It is a security budget and not a cache: the sender of a token reads it
 * with every token, so a read must not protect an entry from eviction, as it does in a `TtlCache`.
 * @param lifetime in seconds, counted from the first or the last fetch that did not contain the id
 */
export function createMissedKeyIds(
  now: () => number,
  lifetime: { readonly seconds: number; readonly from: 'first' | 'last' },
): MissedKeyIds {
  const misses = new Map<string, MissedKeyId>()

  function find(name: string): MissedKeyId | undefined {
    const miss = misses.get(name)
    const at = now()
    // A clock that was set back does not show how long ago it was.
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
