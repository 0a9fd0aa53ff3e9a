/** What is known of texts that came lately. */
export interface HotCache<Value> {
  /** @param place where the characters end by which it is looked for. @default its own end */
  readonly read: (text: string, place?: number) => Value | undefined
  readonly write: (text: string, value: Value, options?: TextOptions) => void
  readonly forget: (text: string) => void
}

interface TextOptions {
  /** The same as to read it. */
  readonly place?: number | undefined
  /** Of the value in characters, where it is no part of the text. @default 0 */
  readonly length?: number | undefined
}

/** Characters of texts and values kept at most, whatever the number of entries. */
const maxCharacters = 2 ** 21

/**
 * By how many characters a text is looked for, in front of its place: those of a tag or a signature are as random as any. To
 * hash the whole text takes longer than all the rest of a read. Where it is found, the whole text is compared.
 */
const hashedLength = 8

interface Kept<Value> {
  readonly text: string
  readonly value: Value
  readonly characters: number
}

/**
 * Creates a bounded memory of texts, for what only its owner could have made: whoever can choose the end of a text can
 * drive another one out, though never take its place. It knows no time; whoever reads a value checks its own.
 *
 * It has two halves. When the younger is full it becomes the older, and what was not used since the last time is
 * forgotten. So a read changes nothing as a rule: to keep every entry in the order of use costs as much as the look-up.
 * @param entries at most; 0 switches it off
 */
export function createHotCache<Value>(entries: number): HotCache<Value> {
  let older = new Map<number, Kept<Value>>()
  let younger = new Map<number, Kept<Value>>()
  let characters = 0

  function keep(hash: number, kept: Kept<Value>): void {
    drop(hash)
    if (entries < 1 || kept.characters > maxCharacters / 2) return
    if (younger.size >= entries / 2 || characters + kept.characters > maxCharacters / 2) {
      older = younger
      younger = new Map()
      characters = 0
    }
    younger.set(hash, kept)
    characters += kept.characters
  }

  function drop(hash: number): void {
    characters -= younger.get(hash)?.characters ?? 0
    younger.delete(hash)
    older.delete(hash)
  }

  function find(hash: number): Kept<Value> | undefined {
    const kept = younger.get(hash)
    if (kept !== undefined) return kept
    const aged = older.get(hash)
    if (aged !== undefined) keep(hash, aged)
    return aged
  }

  return {
    read(text, end = text.length) {
      const kept = find(hashBefore(text, end))
      return kept?.text === text ? kept.value : undefined
    },
    write(text, value, { place = text.length, length = 0 } = {}) {
      keep(hashBefore(text, place), { text, value, characters: text.length + length })
    },
    forget(text) {
      const hash = hashBefore(text, text.length)
      if (find(hash)?.text === text) drop(hash)
    },
  }
}

function hashBefore(text: string, end: number): number {
  let hash = 0
  for (let at = Math.max(end - hashedLength, 0); at < end; at += 1)
    hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  return hash
}

/** What became of tokens that were verified lately. */
export interface TokenCache<Verdict> {
  readonly read: (token: string, now: number) => Verdict | undefined
  readonly write: (token: string, verdict: Verdict, kept: KeptToken) => void
}

/** How long it counts, NumericDate. */
interface KeptToken {
  readonly at: number
  readonly until: number
  /** How long the verdict is in characters, where it is no part of the token. @default 0 */
  readonly length?: number
}

/**
 * Creates a bounded memory of tokens that are what they say: their signature fits, or their provider said so. It is keyed
 * by a whole token or by the hash of a whole one, never by a part, and every read looks at the clock: after `until` there is
 * nothing, and before `at`, when the clock was set back, there is nothing either.
 */
export function createTokenCache<Verdict>(entries: number): TokenCache<Verdict> {
  const kept = createHotCache<KeptToken & { readonly verdict: Verdict }>(entries)
  return {
    read(token, now) {
      const known = kept.read(token)
      if (known === undefined) return undefined
      if (now >= known.at && now < known.until) return known.verdict
      kept.forget(token)
      return undefined
    },
    write(token, verdict, { at, until, length }) {
      if (until > at) kept.write(token, { verdict, at, until }, { length })
      else kept.forget(token)
    },
  }
}
