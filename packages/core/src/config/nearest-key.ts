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
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < to.length; j++) {
      const substituted = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1)
      next.push(Math.min(substituted, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
