import { isJsonObject } from './json-object.ts'

/**
 * Takes the prototype from a fresh object, so that a member that it lacks is not read from a polluted `Object.prototype`: valibot and
 * oauth4webapi would do so. Other values pass as they are.
 */
export function dropPrototype<Value>(value: Value): Value {
  return isJsonObject(value) ? (Object.setPrototypeOf(value, null) as Value) : value
}
