/** Freezes plain data with everything in it. What is frozen already is so all the way down. */
export function freezeDeeply<Value>(value: Value): Value {
  if (!Object.isFrozen(value)) Object.values(Object.freeze(value) as object).forEach(freezeDeeply)
  return value
}
