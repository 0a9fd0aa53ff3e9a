/**
 * Freezes plain data deeply. Objects lose their prototype: an absent member of a configuration must not be read from a polluted
 * `Object.prototype`. It assumes that a frozen object is deeply frozen.
 */
export function freezeConfig<Value>(value: Value): Value {
  if (Object.isFrozen(value)) return value
  if (!Array.isArray(value)) Object.setPrototypeOf(value, null)
  Object.values(Object.freeze(value) as object).forEach(freezeConfig)
  return value
}
