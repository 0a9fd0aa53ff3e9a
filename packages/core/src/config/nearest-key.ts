/** Finds the known key with the fewest edits. */
export function nearestKey(key: string, known: readonly string[]): string | undefined {
  // Only the start of a long key is compared, to limit the cost.
  const written = key.slice(0, 64).toLowerCase()
  let nearest: string | undefined
  let least = Infinity
  for (const candidate of known) {
    const distance = editDistance(written, candidate.toLowerCase())
    if (distance < least) [nearest, least] = [candidate, distance]
  }
  return nearest
}

/** Computes the Levenshtein distance, one row at a time. */
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

/** The current names of options, by their former names. */
const renamed = new Map([
  ['rememberSeconds', 'cacheSeconds'],
  ['tokenLookup', 'accessTokenLookup'],
  ['tokenProfile', 'accessTokenProfile'],
])

/** Describes an unknown key, and the key that was probably meant: the new name of a renamed key, else the nearest one. */
export function describeUnknownKey(key: string, known: readonly string[]): string {
  const today = renamed.get(key)
  if (today !== undefined && known.includes(today)) return `is now ${today}.`
  return `is unknown. The nearest key is ${JSON.stringify(nearestKey(key, known))}.`
}
