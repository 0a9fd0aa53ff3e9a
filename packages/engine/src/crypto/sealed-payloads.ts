import { type JsonObject, type JsonValue, withoutPrototype } from '@x/oidc-core'
import * as v from 'valibot'
import { dropPrototype } from '../json/drop-prototype.ts'

/** What a session cookie holds. */
export interface SessionPayload {
  readonly v: 1
  /** Drawn anew at every sign-in. */
  readonly id: string
  /** `providerId` of the provider that signed the user in. */
  readonly pid: string
  readonly iss: string
  readonly sub: string
  readonly name: string
  readonly roles: readonly string[]
  /** The profile claims that the session keeps. */
  readonly claims: JsonObject
  readonly trace?: JsonValue
  /** The provider's session, for its logout messages. */
  readonly sid?: string
  /** NumericDate of the sign-in. */
  readonly iat: number
  /** NumericDate of the absolute end. */
  readonly exp: number
  /** NumericDate from which the idle deadline counts. */
  readonly seen: number
}

/** What is kept between the authorization request and its response. */
export interface TransactionPayload {
  readonly v: 1
  readonly pid: string
  /** What `state`, `nonce` and the code verifier are derived from. */
  readonly seed: string
  /** Where to go after the sign-in; a path on our own origin. */
  readonly ret: string
  /** A short hash of the redirect URI. */
  readonly uri: string
  /** NumericDate of the authorization request. */
  readonly at: number
  /** The user asked for another account. */
  readonly sw?: boolean
}

/** What the page for somebody who is not admitted shows. */
export interface DeniedPayload {
  readonly v: 1
  readonly pid: string
  readonly reason: string
  readonly name?: string
  /** For the user to quote to whoever runs the application. */
  readonly code: string
  /** NumericDate of the denial. */
  readonly at: number
  /** Where the sign-in was to lead; a path on our own origin. */
  readonly ret: string
  /** How many times another account was tried. */
  readonly sw: 0 | 1 | 2
  /** The raw ID Token, for the sign-out. */
  readonly idt?: string
}

/** What RP-initiated logout needs after the session. */
export interface LogoutPayload {
  readonly v: 1
  readonly pid: string
  /** Whose ID Token it is. */
  readonly sub: string
  /** The raw ID Token, sent as `id_token_hint`. */
  readonly idt: string
}

const version = v.literal(1)
const text = v.pipe(v.string(), v.nonEmpty())
const instant = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

// What is checked here came out of JSON.parse, so looking at the outermost value is enough. valibot's own record would
// copy the members, and lose one named `__proto__`.
const jsonObject = v.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
)
const jsonValue = v.custom<JsonValue>((value) => value !== undefined)

const sessionPayload = v.strictObject({
  v: version,
  id: text,
  pid: text,
  iss: text,
  sub: text,
  name: text,
  roles: v.array(text),
  claims: jsonObject,
  trace: v.exactOptional(jsonValue),
  sid: v.exactOptional(text),
  iat: instant,
  exp: instant,
  seen: instant,
})

const transactionPayload = v.strictObject({
  v: version,
  pid: text,
  seed: text,
  ret: v.pipe(text, v.maxLength(256)),
  uri: text,
  at: instant,
  sw: v.exactOptional(v.boolean()),
})

const deniedPayload = v.strictObject({
  v: version,
  pid: text,
  reason: text,
  name: v.exactOptional(text),
  code: text,
  at: instant,
  ret: v.pipe(text, v.maxLength(256)),
  sw: v.picklist([0, 1, 2]),
  idt: v.exactOptional(text),
})

const logoutPayload = v.strictObject({ v: version, pid: text, sub: text, idt: text })

export function parseSessionPayload(value: unknown): SessionPayload | undefined {
  return parse(sessionPayload, value)
}

export function parseTransactionPayload(value: unknown): TransactionPayload | undefined {
  return parse(transactionPayload, value)
}

export function parseDeniedPayload(value: unknown): DeniedPayload | undefined {
  return parse(deniedPayload, value)
}

export function parseLogoutPayload(value: unknown): LogoutPayload | undefined {
  return parse(logoutPayload, value)
}

/** Another version or shape reads like no cookie: the user signs in again. */
function parse<Payload>(schema: v.GenericSchema<unknown, Payload>, value: unknown): Payload | undefined {
  const isObject = typeof value === 'object' && value !== null
  const result = v.safeParse(schema, isObject ? withoutPrototype(value) : value, { abortEarly: true })
  return result.success ? dropPrototype(result.output) : undefined
}
