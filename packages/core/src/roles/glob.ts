/** A compiled glob: pieces that match in sequence. */
export type Glob = readonly Piece[]

/**
 * At most 30 tokens of a glob. One number holds a set of tokens, one bit for each, so that matching a character takes only a few
 * steps.
 */
interface Piece {
  /** For each code unit, the tokens that match it. */
  readonly literals: readonly number[]
  readonly doubleStars: number
  /** The tokens of both kinds. */
  readonly stars: number
  /** The bit after the last token. */
  readonly end: number
}

const slash = 47

/**
 * Compiles a glob: `*` matches any text without `/`, `**` any text, other characters themselves. There is no escape.
 * Three stars in a row are not defined; the configuration's check refuses them.
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
 * Whether a glob matches the whole text. It follows all matches in parallel, so the time is at most the length
 * of the text times the number of pieces.
 */
export function matchesGlob(glob: Glob, text: string): boolean {
  const { length } = text
  /** The positions where a match of the earlier pieces may end. Before the first piece, this is only the beginning. */
  let starts: readonly number[] | undefined
  let matched = 0
  for (const { literals, doubleStars, stars, end } of glob) {
    const ends: number[] = []
    let states = starts ? 0 : 1
    for (let at = 0; ; at++) {
      if (starts) states |= starts[at] ?? 0
      // Stars also match the empty text, and two of them are never adjacent.
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
