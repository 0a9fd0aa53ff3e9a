import type { JsonObject } from '@x/oidc-core'

/** Tells an object from every other value that came out of a JSON parser. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
