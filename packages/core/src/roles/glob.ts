/** A compiled glob: pieces that match one after the other. */
export type Glob = readonly Piece[]

/** At most 30 tokens of a glob. A set of them is one number, a bit for each, so that a character takes a few steps. */
interface Piece {
  /** By code unit, the tokens that it matches. */
  readonly literals: readonly number[]
  readonly doubleStars: number
  /** Of both kinds. */
  readonly stars: number
  /** The bit behind the last token. */
  readonly end: number
}

const slash = 47

/**
 * Compiles a glob: `*` stands for any text without `/`, `**` for any text, the rest for itself. There is no escape.
 * Three stars in a row have no meaning of their own; the configuration's check refuses them.
 */
export function parseGlob(pattern: string): Glob {
  const tokens = pattern.match(/\*\*?|[^*]/g) ?? []
  const pieces: Piece[] = []
  do {
    const literals: number[] = []
    let doubleStars = 0
    let stars = 0
    let end = 1
    for (const token of tokens.splice(0, 30)) {
      const unit = token.charCodeAt(0)
      if (token[0] !== '*') literals[unit] = (literals[unit] ?? 0) | end
      else stars |= end
      if (token[1]) doubleStars |= end
      end <<= 1
    }
    pieces.push({ literals, doubleStars, stars, end })
  } while (tokens.length > 0)
  return pieces
}

/**
 * Tells whether a glob matches the whole text. Follows all ways to match at once, so the time is bounded by the length
 * of the text times the number of pieces, whatever they hold.
 */
export function matchesGlob(glob: Glob, text: string): boolean {
  const { length } = text
  /** Where a match of the pieces before may end; at the beginning alone, before the first. */
  let starts: readonly number[] | undefined
  let matched = 0
  for (const { literals, doubleStars, stars, end } of glob) {
    const ends: number[] = []
    let states = starts ? 0 : 1
    for (let at = 0; ; at++) {
      if (starts) states |= starts[at] ?? 0
      // Stars also match nothing, and no two of them stand side by side.
      states |= (states & stars) << 1
      matched = states & end
      if (matched) ends[at] = 1
      if (at === length || !(starts || states)) break
      const unit = text.charCodeAt(at)
      states = ((states & (literals[unit] ?? 0)) << 1) | (states & (unit === slash ? doubleStars : stars))
    }
    starts = ends
  }
  return matched !== 0
}
