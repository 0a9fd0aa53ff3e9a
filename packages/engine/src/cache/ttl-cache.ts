/** A bounded cache whose entries may have a lifetime. */
export interface TtlCache<Value> {
  /** @param now NumericDate; without it, only an entry without a lifetime is returned. */
  readonly read: (key: string, now?: number) => Value | undefined
  /** Replaces the entry of this key, or deletes it where the new one is not current at any time. */
  readonly write: (key: string, value: Value, options?: EntryOptions) => void
}

/** When an entry is current. Without a lifetime it always is. */
export interface Lifetime {
  /** NumericDate from which on it is: before that, the clock was set back. */
  readonly at: number
  /** NumericDate from which on it has expired. */
  readonly until: number
}

export type EntryOptions = (Lifetime | { readonly at?: never; readonly until?: never }) & {
  /** Length of the value in characters, where the key does not contain it. @default 0 */
  readonly length?: number
}

interface Entry<Value> extends Partial<Lifetime> {
  readonly value: Value
  /** Of key and value. */
  readonly characters: number
}

/** Characters of keys and values that a cache holds at most, whatever the number of its entries. */
export const defaultMaxCharacters = 2 ** 21

/**
 * Creates a cache that evicts the least recently used entry. Keys are compared as a whole. Every read compares the clock with the
 * entry's lifetime: an entry outside it is deleted, and a clock that shows NaN finds no entry that has one.
 */
export function createTtlCache<Value>(
  maxEntries: number,
  maxCharacters = defaultMaxCharacters,
): TtlCache<Value> {
  const entries = new Map<string, Entry<Value>>()
  let characters = 0

  function remove(key: string): void {
    characters -= entries.get(key)?.characters ?? 0
    entries.delete(key)
  }

  return {
    read(key, now) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      if (!isCurrent(entry, now)) {
        remove(key)
        return undefined
      }
      entries.delete(key)
      entries.set(key, entry)
      return entry.value
    },
    write(key, value, { length = 0, ...lifetime } = {}) {
      remove(key)
      if (!isCurrent(lifetime, lifetime.at)) return
      entries.set(key, { ...lifetime, value, characters: key.length + length })
      characters += key.length + length
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries && characters <= maxCharacters) break
        remove(oldest)
      }
    },
  }
}

/** Whether an entry with this lifetime may be used now. Every condition states what must hold, so that NaN fails it. */
export function isCurrent({ at, until }: Partial<Lifetime>, now = Number.NaN): boolean {
  if (at === undefined && until === undefined) return true
  return now >= (at ?? Number.NaN) && now < (until ?? Number.NaN)
}
