import type { JsonObject, JsonValue } from './json.ts'

/** Whether a value is a JSON object. False for an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Looks up an own member, so that the names `constructor` and `__proto__` never find a member of a prototype. */
export function ownMember(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** Copies the own members of an object into one without a prototype, so that reading a member never reaches a prototype. */
export function withoutPrototype<Value extends object>(value: Value): Value {
  return Object.assign(Object.create(null) as Value, value)
}
