/** Finds the known key that takes the fewest edits to write instead. */
export function nearestKey(key: string, known: readonly string[]): string | undefined {
  // Nobody misspells a key into a novel; the cut keeps the cost bounded.
  const written = key.slice(0, 64).toLowerCase()
  let nearest: string | undefined
  let least = Infinity
  for (const candidate of known) {
    const distance = editDistance(written, candidate.toLowerCase())
    if (distance < least) [nearest, least] = [candidate, distance]
  }
  return nearest
}

/** Levenshtein's distance, one row at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const sign of from) {
    let diagonal = Infinity
    let left = Infinity
    row = row.map((above, index) => {
      const substituted = diagonal + (to[index - 1] === sign ? 0 : 1)
      diagonal = above
      left = Math.min(above + 1, left + 1, substituted)
      return left
    })
  }
  return Math.min(...row.slice(-1))
}

/** Today's names of options, by their former names. */
const renamed = new Map([
  ['rememberSeconds', 'cacheSeconds'],
  ['tokenLookup', 'accessTokenLookup'],
  ['tokenProfile', 'accessTokenProfile'],
])

/** Says of a key that it is unknown, and which one may have been meant: today's name of a renamed one, else the nearest. */
export function describeUnknownKey(key: string, known: readonly string[]): string {
  const today = renamed.get(key)
  if (today !== undefined && known.includes(today)) return `is now ${today}.`
  return `is unknown. The nearest key is ${JSON.stringify(nearestKey(key, known))}.`
}
