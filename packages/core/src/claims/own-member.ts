import type { JsonObject, JsonValue } from './json.ts'

/** Tells a JSON object from every other value, arrays included. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Looks up an own member, so that `constructor` or `__proto__` never reach a prototype. */
export function ownMember(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** Copies the own members of an object into one that inherits nothing, so that reading a member never reaches a prototype. */
export function withoutPrototype<Value extends object>(value: Value): Value {
  return Object.assign(Object.create(null) as Value, value)
}
