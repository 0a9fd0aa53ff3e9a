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
 * Creates a bounded memory of what was unsealed, least recently used out first. It is keyed by the whole text and holds
 * only what opened: hostile texts take no room. It knows no expiry; whoever reads it checks the payload's.
 */
export function createUnsealedCache(entries: number): UnsealedCache {
  const kept = new Map<string, UnsealedEntry>()
  let characters = 0

  function forget(sealed: string): void {
    if (kept.delete(sealed)) characters -= sealed.length
  }

  return {
    read(sealed) {
      const entry = kept.get(sealed)
      if (entry === undefined) return undefined
      kept.delete(sealed)
      kept.set(sealed, entry)
      return entry
    },
    write(sealed, entry) {
      if (entries < 1) return
      forget(sealed)
      kept.set(sealed, entry)
      characters += sealed.length
      for (const oldest of kept.keys()) {
        if (kept.size <= entries && characters <= mostCharacters) break
        forget(oldest)
      }
    },
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
