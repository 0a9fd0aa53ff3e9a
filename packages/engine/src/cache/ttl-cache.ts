/** A bounded cache whose entries may have a lifetime. */
export interface TtlCache<Value> {
  /** @param now NumericDate; without it, only an entry without a lifetime is returned. */
  readonly read: (key: string, now?: number) => Value | undefined
  /** Replaces the entry of this key, or deletes it if the new lifetime is never current. */
  readonly write: (key: string, value: Value, options?: EntryOptions | (EntryOptions & Lifetime)) => void
}

/** The time during which a cache may return an entry. An entry without a lifetime never expires. */
export interface Lifetime {
  /** NumericDate at which the lifetime begins. If the current time is earlier, the clock was set back. */
  readonly at: number
  /** NumericDate at which the entry expires. */
  readonly until: number
}

export interface EntryOptions {
  /**
   * Length of the value in characters. In a hot cache, its approximate size in bytes. Data that the key contains is not counted
   * again. If it is a function, it is called only when the cache stores the value. @default 0
   */
  readonly length?: number | (() => number)
}

interface Entry<Value> {
  readonly value: Value
  readonly lifetime: Lifetime | undefined
  /** The length of the key and the value together. */
  readonly characters: number
}

/** Maximum number of characters of the keys and values of a cache, in addition to its maximum number of entries. */
const defaultMaxCharacters = 2 ** 21

/**
 * Creates a cache that evicts the least recently used entry. Keys are compared as a whole. Every read compares the clock with the
 * entry's lifetime: it deletes an expired entry, and a clock that shows NaN finds no entry that has a lifetime.
 */
export function createTtlCache<Value>(
  maxEntries: number,
  maxCharacters = defaultMaxCharacters,
): TtlCache<Value> & {
  /** Whether there may be an entry: it may have expired. For readers that would read the clock for most keys in vain. */
  readonly has: (key: string) => boolean
} {
  const entries = new Map<string, Entry<Value>>()
  let characters = 0

  function remove(key: string): void {
    characters -= entries.get(key)?.characters ?? 0
    entries.delete(key)
  }

  return {
    has: (key) => entries.has(key),
    read(key, now) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      if (!isCurrent(entry.lifetime, now)) {
        remove(key)
        return undefined
      }
      entries.delete(key)
      entries.set(key, entry)
      return entry.value
    },
    write(key, value, options = {}) {
      const lifetime = readLifetime(options)
      remove(key)
      if (!isCurrent(lifetime, lifetime?.at)) return
      const entry = { value, lifetime, characters: key.length + readLength(options) }
      entries.set(key, entry)
      characters += entry.characters
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries && characters <= maxCharacters) break
        remove(oldest)
      }
    },
  }
}

export function readLength({ length = 0 }: EntryOptions): number {
  return typeof length === 'function' ? length() : length
}

/** A lifetime from a broken clock is never current. It must not be treated like an entry without a lifetime. */
export function readLifetime(options: EntryOptions | Lifetime): Lifetime | undefined {
  return 'at' in options ? { at: options.at, until: options.until } : undefined
}

/** Whether an entry with this lifetime may be used now. Every condition states what must hold, so that NaN fails it. */
export function isCurrent(lifetime: Lifetime | undefined, now = Number.NaN): boolean {
  return lifetime === undefined || (now >= lifetime.at && now < lifetime.until)
}
