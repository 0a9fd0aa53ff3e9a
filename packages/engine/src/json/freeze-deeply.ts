/** Freezes a JSON value and everything in it. */
export function freezeDeeply(value: unknown): unknown {
  const waiting = [value]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null) continue
    Object.freeze(next)
    for (const member of Object.values(next)) if (typeof member === 'object') waiting.push(member)
  }
  return value
}
