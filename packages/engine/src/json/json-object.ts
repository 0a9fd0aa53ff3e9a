import type { JsonObject } from '@x/oidc-core'

/** Whether a value that a JSON parser returned is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
