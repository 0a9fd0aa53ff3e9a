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
 * Where a text is looked for: its last characters, which are the tag of a JWE. To hash the whole text takes longer than all
 * the rest of a read. Where it is found, the whole text is compared.
 */
const placeLength = 22

interface Kept extends UnsealedEntry {
  readonly sealed: string
}

/**
 * Creates a bounded memory of what was unsealed. It answers the whole text alone and holds only what opened: hostile texts
 * take no room. It knows no expiry; whoever reads it checks the payload's.
 *
 * It has two halves. When the younger is full it becomes the older, and what was not used since the last time is
 * forgotten. So a read changes nothing as a rule: to keep every entry in the order of use costs as much as the look-up.
 */
export function createUnsealedCache(entries: number): UnsealedCache {
  let older = new Map<string, Kept>()
  let younger = new Map<string, Kept>()
  let characters = 0

  function write(sealed: string, { typ, payload }: UnsealedEntry): void {
    const place = sealed.slice(-placeLength)
    if (entries < 1 || younger.has(place)) return
    if (younger.size >= entries / 2 || characters + sealed.length > mostCharacters / 2) {
      older = younger
      younger = new Map()
      characters = 0
    }
    younger.set(place, { typ, payload, sealed })
    characters += sealed.length
  }

  return {
    read(sealed) {
      const place = sealed.slice(-placeLength)
      const entry = younger.get(place)
      if (entry !== undefined) return entry.sealed === sealed ? entry : undefined
      const aged = older.get(place)
      if (aged?.sealed !== sealed) return undefined
      write(sealed, aged)
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
