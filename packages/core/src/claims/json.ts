/** Any value that `JSON.parse` can return. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

/** A JSON object. Its members may have any name, `__proto__` included: read own members only. */
export interface JsonObject {
  /** A JSON object may have a member of any name. */
  readonly [member: string]: JsonValue
}

/**
 * A verified and decoded Claims Set.
 * @see OpenID Connect Core 1.0, section 2 and section 5.1
 */
export type Claims = JsonObject
