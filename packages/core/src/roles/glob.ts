/** A compiled glob: code units, and the two wildcards as negative numbers. */
export type Glob = readonly number[]

const star = -1
const doubleStar = -2
const slash = 47

/**
 * Compiles a glob: `*` stands for any text without `/`, `**` for any text, the rest for itself. There is no escape.
 * Three stars in a row have no meaning of their own; the configuration's check refuses them.
 */
export function parseGlob(pattern: string): Glob {
  return Array.from(pattern.match(/\*\*?|[^*]/g) ?? [], (token) =>
    token === '**' ? doubleStar : token === '*' ? star : token.charCodeAt(0),
  )
}

/**
 * Tells whether a glob matches the whole text. Follows all ways to match at once, so the time is bounded by the length
 * of the text times that of the glob, whatever they hold.
 */
export function matchesGlob(glob: Glob, text: string): boolean {
  let states: number[] = []
  enter(glob, states, 0)
  for (let at = 0; at < text.length && states.length > 0; at++) {
    const unit = text.charCodeAt(at)
    const next: number[] = []
    for (const state of states) {
      const token = glob[state]
      if (token === doubleStar || (token === star && unit !== slash)) enter(glob, next, state)
      else if (token === unit) enter(glob, next, state + 1)
    }
    states = next
  }
  return states.at(-1) === glob.length
}

/** Adds a state and, since wildcards also match nothing, those behind it. States arrive and stay in ascending order. */
function enter(glob: Glob, states: number[], state: number): void {
  if (state <= (states.at(-1) ?? -1)) return
  states.push(state)
  if ((glob[state] ?? 0) < 0) enter(glob, states, state + 1)
}
