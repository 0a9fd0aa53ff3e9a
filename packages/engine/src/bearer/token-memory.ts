/** What is known of tokens that were looked at, for a time. */
export interface TokenMemory<Value> {
  readonly read: (key: string, now: number) => Value | undefined
  readonly write: (key: string, value: Value, kept: { readonly at: number; readonly until: number }) => void
}

interface Entry<Value> {
  readonly value: Value
  readonly at: number
  readonly until: number
}

/**
 * Creates a bounded memory, least recently used out first. It is keyed by a whole token or by the hash of a whole one,
 * never by a part, and every read looks at the clock: after `until` there is nothing, and before `at`, when the clock was
 * set back, there is nothing either.
 * @param mostCharacters of keys, whatever the number of entries
 */
export function createTokenMemory<Value>(entries: number, mostCharacters = 2 ** 21): TokenMemory<Value> {
  const kept = new Map<string, Entry<Value>>()
  let characters = 0

  function forget(key: string): void {
    if (kept.delete(key)) characters -= key.length
  }

  return {
    read(key, now) {
      const entry = kept.get(key)
      if (entry === undefined) return undefined
      if (!(now >= entry.at && now < entry.until)) {
        forget(key)
        return undefined
      }
      kept.delete(key)
      kept.set(key, entry)
      return entry.value
    },
    write(key, value, { at, until }) {
      forget(key)
      if (!(until > at)) return
      kept.set(key, { value, at, until })
      characters += key.length
      for (const oldest of kept.keys()) {
        if (kept.size <= entries && characters <= mostCharacters) break
        forget(oldest)
      }
    },
  }
}
