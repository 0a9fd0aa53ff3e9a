/** What is known of tokens that were looked at, for a time. */
export interface TtlCache<Value> {
  readonly read: (key: string, now: number) => Value | undefined
  readonly write: (key: string, value: Value, kept: Kept) => void
}

interface Kept {
  readonly at: number
  readonly until: number
  /** How long the value is, where it is no part of the key. @default 0 */
  readonly length?: number
}

interface Entry<Value> extends Kept {
  readonly value: Value
  /** Of key and value. */
  readonly characters: number
}

/**
 * Creates a bounded memory, least recently used out first. It is keyed by a whole token or by the hash of a whole one,
 * never by a part, and every read looks at the clock: after `until` there is nothing, and before `at`, when the clock was
 * set back, there is nothing either.
 * @param mostCharacters of keys and values, whatever the number of entries
 */
export function createTtlCache<Value>(entries: number, mostCharacters = 2 ** 21): TtlCache<Value> {
  const kept = new Map<string, Entry<Value>>()
  let characters = 0

  function forget(key: string): void {
    characters -= kept.get(key)?.characters ?? 0
    kept.delete(key)
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
    write(key, value, { at, until, length = 0 }) {
      forget(key)
      if (!(until > at)) return
      kept.set(key, { value, at, until, characters: key.length + length })
      characters += key.length + length
      for (const oldest of kept.keys()) {
        if (kept.size <= entries && characters <= mostCharacters) break
        forget(oldest)
      }
    },
  }
}
