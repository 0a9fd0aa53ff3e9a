/**
 * Takes the prototype from a fresh object, so that a member that it lacks is not read from a polluted `Object.prototype`: valibot and
 * oauth4webapi would do so. Other values pass as they are.
 */
export function dropPrototype<Value>(value: Value): Value {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (Object.setPrototypeOf(value, null) as Value) : value
}
