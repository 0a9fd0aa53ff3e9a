import { isJsonObject } from './json-object.ts'

/**
 * Removes the prototype of a fresh object, so that an absent member is not read from a polluted `Object.prototype`: valibot and
 * oauth4webapi would read it there. Other values are returned unchanged.
 */
export function dropPrototype<Value>(value: Value): Value {
  return isJsonObject(value) ? (Object.setPrototypeOf(value, null) as Value) : value
}
