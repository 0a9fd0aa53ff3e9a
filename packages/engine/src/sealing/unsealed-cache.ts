/** What a sealed text held, beside the `typ` under which it was sealed. */
export interface UnsealedEntry {
  readonly typ: string
  /** Deeply frozen: every request that brings the same text gets this same object. */
  readonly payload: unknown
}

export interface UnsealedCache {
  read(sealed: string): UnsealedEntry | undefined
  write(sealed: string, entry: UnsealedEntry): void
}

/** Characters of sealed text kept at most, whatever the number of entries. */
const mostCharacters = 2 ** 21

/**
 * Creates a bounded memory of what was unsealed. It is keyed by the whole text and holds only what opened: hostile texts
 * take no room. It knows no expiry; whoever reads it checks the payload's.
 *
 * It has two halves. When the younger is full it becomes the older, and what was not used since the last time is
 * forgotten. So a read changes nothing as a rule: to keep every entry in the order of use costs as much as the look-up.
 */
export function createUnsealedCache(entries: number): UnsealedCache {
  let older = new Map<string, UnsealedEntry>()
  let younger = new Map<string, UnsealedEntry>()
  let characters = 0

  function write(sealed: string, entry: UnsealedEntry): void {
    if (entries < 1 || younger.has(sealed)) return
    if (younger.size >= entries / 2 || characters + sealed.length > mostCharacters / 2) {
      older = younger
      younger = new Map()
      characters = 0
    }
    younger.set(sealed, entry)
    characters += sealed.length
  }

  return {
    read(sealed) {
      const entry = younger.get(sealed)
      if (entry !== undefined) return entry
      const aged = older.get(sealed)
      if (aged !== undefined) write(sealed, aged)
      return aged
    },
    write,
  }
}

/** Freezes a JSON value and everything in it. */
export function freezeDeeply(value: unknown): unknown {
  const waiting = [value]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null) continue
    Object.freeze(next)
    for (const member of Object.values(next)) waiting.push(member)
  }
  return value
}
