import { type JsonObject, type JsonValue, readUserClaims } from '@x/oidc-core'
import { freezeDeeply } from '../json/freeze-deeply.ts'
import { isJsonObject } from '../json/json-object.ts'
import type { Session } from './session.ts'

/** The sealed form of a session, with short names: a cookie has little room. */
export interface SealedSession {
  readonly v: 1
  readonly id: string
  readonly pid: string
  readonly iss: string
  readonly sub: string
  readonly name: string
  readonly roles: readonly string[]
  readonly claims: JsonObject
  readonly trace?: JsonValue
  readonly sid?: string
  readonly iat: number
  readonly exp: number
  readonly seen: number
}

export function encodeSession(session: Session): SealedSession {
  const { id, providerId, issuer, subject, name, roles, claims, trace, providerSessionId } = session
  return {
    v: 1,
    id,
    pid: providerId,
    iss: issuer,
    sub: subject,
    name,
    roles: [...roles],
    claims,
    ...(trace === undefined ? {} : { trace }),
    ...(providerSessionId === undefined ? {} : { sid: providerSessionId }),
    iat: session.createdAt,
    exp: session.expiresAt,
    seen: session.seenAt,
  }
}

/**
 * Another version or shape counts as no session: the person signs in again. The data that handlers can read is deeply frozen,
 * because all requests of the session share it.
 */
export function decodeSession(value: unknown): Session | undefined {
  if (!isSealedSession(value)) return undefined
  return {
    id: value.id,
    providerId: value.pid,
    issuer: value.iss,
    subject: value.sub,
    name: value.name,
    roles: Object.freeze(value.roles),
    claims: readUserClaims(freezeDeeply(value.claims)),
    // An absent member would be read from a polluted `Object.prototype`.
    trace: Object.hasOwn(value, 'trace') ? freezeDeeply(value.trace) : undefined,
    providerSessionId: Object.hasOwn(value, 'sid') ? value.sid : undefined,
    createdAt: value.iat,
    expiresAt: value.exp,
    seenAt: value.seen,
  }
}

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string' && value !== ''
const isInstant: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0

const required: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['v', (value) => value === 1],
  ...['id', 'pid', 'iss', 'sub', 'name'].map((name) => [name, isText] as const),
  ['roles', (value) => Array.isArray(value) && value.every(isText)],
  ['claims', isJsonObject],
  ...['iat', 'exp', 'seen'].map((name) => [name, isInstant] as const),
])
const optional: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['trace', (value) => value !== undefined],
  ['sid', isText],
])

/** This check uses no schema library, because every request whose session is not cached waits for it. */
function isSealedSession(value: unknown): value is SealedSession {
  if (!isJsonObject(value)) return false
  let found = 0
  for (const name of Object.keys(value)) {
    const check = required.get(name)
    if (check !== undefined) found += 1
    if ((check ?? optional.get(name))?.(value[name]) !== true) return false
  }
  return found === required.size
}
