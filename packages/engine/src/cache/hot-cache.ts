import { defaultMaxCharacters, isCurrent, type Lifetime, readLifetime, type TtlCache } from './ttl-cache.ts'

interface Entry<Value> {
  readonly key: string
  readonly value: Value
  readonly lifetime: Lifetime | undefined
  /** Of key and value. */
  readonly characters: number
}

/**
 * The number of characters at the end of a key that are hashed. The end of a sealed value or a signature is as random as any
 * other part, and hashing a whole key takes longer than all the rest of a read. The whole key is compared afterwards.
 */
const hashedLength = 8

/**
 * Creates a bounded cache of two generations. When the younger one is full it becomes the older one, and the entries that were
 * not used since the last change are dropped. So most reads change nothing: keeping all entries in the order of their use
 * costs as much as the lookup. A read compares the clock with the entry's lifetime, as a `TtlCache` does.
 *
 * The keys are sealed values, verified tokens, or hashes. A sender who can choose the end of a key can evict another
 * entry, but never read or replace it.
 * @param maxEntries 0 switches it off
 */
export function createHotCache<Value>(maxEntries: number): TtlCache<Value> {
  let older = new Map<number, Entry<Value>>()
  let younger = new Map<number, Entry<Value>>()
  /** Of the younger generation. */
  let characters = 0

  function add(hash: number, entry: Entry<Value>): void {
    remove(hash)
    if (maxEntries < 1 || entry.characters > defaultMaxCharacters / 2) return
    if (younger.size >= maxEntries / 2 || characters + entry.characters > defaultMaxCharacters / 2) {
      older = younger
      younger = new Map()
      characters = 0
    }
    younger.set(hash, entry)
    characters += entry.characters
  }

  function remove(hash: number): void {
    characters -= younger.get(hash)?.characters ?? 0
    younger.delete(hash)
    older.delete(hash)
  }

  function find(hash: number): Entry<Value> | undefined {
    const entry = younger.get(hash)
    if (entry !== undefined) return entry
    const aged = older.get(hash)
    if (aged !== undefined) add(hash, aged)
    return aged
  }

  return {
    read(key, now) {
      const hash = hashEnd(key)
      const entry = find(hash)
      if (entry?.key !== key) return undefined
      if (isCurrent(entry.lifetime, now)) return entry.value
      remove(hash)
      return undefined
    },
    write(key, value, options = {}) {
      const { length = 0 } = options
      const lifetime = readLifetime(options)
      const hash = hashEnd(key)
      if (isCurrent(lifetime, lifetime?.at))
        add(hash, { key, value, lifetime, characters: key.length + length })
      else if (find(hash)?.key === key) remove(hash)
    },
  }
}

function hashEnd(key: string): number {
  let hash = 0
  for (let at = Math.max(key.length - hashedLength, 0); at < key.length; at += 1)
    hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0
  return hash
}
