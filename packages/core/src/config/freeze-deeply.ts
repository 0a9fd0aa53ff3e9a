/**
 * Freezes plain data with everything in it. Objects lose their prototype: a member that a configuration leaves out must not
 * be read from a polluted `Object.prototype`. What is frozen already is so all the way down.
 */
export function freezeDeeply<Value>(value: Value): Value {
  if (Object.isFrozen(value)) return value
  if (!Array.isArray(value)) Object.setPrototypeOf(value, null)
  Object.values(Object.freeze(value) as object).forEach(freezeDeeply)
  return value
}
