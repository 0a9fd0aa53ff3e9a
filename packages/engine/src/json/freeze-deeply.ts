/** Freezes a JSON value and everything in it. */
export function freezeDeeply<Value>(value: Value): Value {
  const waiting: object[] = []
  addObject(waiting, value)
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const name of Object.keys(next)) addObject(waiting, (next as Record<string, unknown>)[name])
    Object.freeze(next)
  }
  return value
}

function addObject(objects: object[], value: unknown): void {
  if (typeof value === 'object' && value !== null) objects.push(value)
}
