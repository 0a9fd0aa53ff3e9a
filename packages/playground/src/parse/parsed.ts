import type { JsonObject, JsonValue } from '@x/oidc-core'
import type { Problem } from './mark-problem.ts'

/** What a text says, or what keeps it from being read. */
export type Parsed<Value> = { readonly value: Value } | { readonly problem: Problem }

/** Says what keeps a text from being read. */
export function fail(message: string): { readonly problem: Problem } {
  return { problem: { message } }
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
