/** Finds the known key with the fewest edits; undefined if even the nearest key takes too many edits. */
export function nearestKey(key: string, known: readonly string[]): string | undefined {
  // Only the start of a long key is compared, to limit the cost.
  const written = key.slice(0, 64).toLowerCase()
  let nearest: string | undefined
  const limit = Math.max(2, written.length * 0.4)
  let least = Infinity
  for (const candidate of known) {
    // Each missing or extra character takes an edit, so the lengths tell the minimum. This check saves almost all of the cost for
    // a long key.
    if (Math.abs(candidate.length - written.length) > limit) continue
    const distance = editDistance(written, candidate.toLowerCase())
    if (distance < least) [nearest, least] = [candidate, distance]
  }
  return least <= limit ? nearest : undefined
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

/** An object of a configuration: the name that messages use for it, e.g. `session`, and its keys. */
export type KeyPlace = readonly [place: string, keys: readonly string[]]

/**
 * Describes an unknown key, and the key that was probably meant: the new name of a renamed key, the same key in another object of the
 * configuration, or the nearest one.
 * @param places the other objects
 */
export function describeUnknownKey(
  key: string,
  known: readonly string[],
  places: readonly KeyPlace[] = [],
): string {
  const today = renamed.get(key)
  if (today !== undefined && known.includes(today)) return `is an old name. The new name is ${today}.`
  const home = places.find(([, keys]) => keys.includes(key))
  if (home !== undefined) return `is unknown here. Move it into ${home[0]}.`
  const nearest = nearestKey(key, known)
  if (nearest !== undefined) return `is unknown. The nearest key is ${JSON.stringify(nearest)}.`
  for (const [place, keys] of places) {
    const meant = nearestKey(key, keys)
    if (meant !== undefined) return `is unknown. The nearest key is ${JSON.stringify(meant)} in ${place}.`
  }
  return known.length === 0 ? 'is unknown.' : `is unknown. The keys here are ${known.join(', ')}.`
}
