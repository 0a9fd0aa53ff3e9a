import { type JsonObject, type JsonValue, readUserClaims } from '@x/oidc-core'
import { freezeDeeply } from '../json/freeze-deeply.ts'
import { isJsonObject } from '../json/json-object.ts'
import type { Session } from './session.ts'
import type { TokenSummary } from './session-tokens.ts'

/** The sealed form of a session, with short names: a cookie has little room. */
export interface SealedSession {
  /** Version 1 has no members after `seen`. It is still read, so that an update of the library signs out no person. */
  readonly v: 1 | 2
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
  /** `rolesAt`, if it differs from `iat`. */
  readonly rat?: number
  readonly keys?: readonly string[]
  /** `defaultsWithheld`. */
  readonly wh?: true
  readonly map?: string
  readonly ext?: JsonObject
  /** `isAdmittedByHook`, where `onSignIn` added no `ext`. */
  readonly adm?: true
  readonly gen?: number
  readonly tok?: SealedTokenSummary
}

interface SealedTokenSummary {
  readonly by: TokenSummary['renewal']
  readonly exp?: number
  readonly lif?: number
  readonly ref?: true
}

export function encodeSession(session: Session): SealedSession {
  const { id, providerId, issuer, subject, name, roles, claims, trace, providerSessionId } = session
  const { rolesAt, roleKeys, mapping, extra, generation, tokens } = session
  return {
    v: 2,
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
    ...(rolesAt === session.createdAt ? {} : { rat: rolesAt }),
    ...(roleKeys === undefined ? {} : { keys: roleKeys }),
    ...(session.defaultsWithheld ? { wh: true } : {}),
    ...(mapping === undefined ? {} : { map: mapping }),
    ...(extra === undefined ? {} : { ext: extra }),
    ...(extra === undefined && session.isAdmittedByHook ? { adm: true } : {}),
    ...(generation === 0 ? {} : { gen: generation }),
    ...(tokens === undefined ? {} : { tok: encodeSummary(tokens) }),
  }
}

function encodeSummary(summarized: TokenSummary): SealedTokenSummary {
  const { expiresAt, isRefreshable, lifetimeSeconds, renewal } = summarized
  return {
    by: renewal,
    ...(expiresAt === undefined ? {} : { exp: expiresAt }),
    ...(lifetimeSeconds === undefined ? {} : { lif: lifetimeSeconds }),
    ...(isRefreshable ? { ref: true } : {}),
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
    trace: freezeDeeply(readOwn(value, 'trace')),
    providerSessionId: readOwn(value, 'sid'),
    createdAt: value.iat,
    expiresAt: value.exp,
    seenAt: value.seen,
    rolesAt: readOwn(value, 'rat') ?? value.iat,
    roleKeys: freezeDeeply(readOwn(value, 'keys')),
    defaultsWithheld: readOwn(value, 'wh') === true,
    mapping: readOwn(value, 'map'),
    extra: freezeDeeply(readOwn(value, 'ext')),
    isAdmittedByHook: Object.hasOwn(value, 'ext') || readOwn(value, 'adm') === true,
    generation: readOwn(value, 'gen') ?? 0,
    tokens: decodeSummary(readOwn(value, 'tok')),
  }
}

/** An absent member would be read from a polluted `Object.prototype`. */
function readOwn<Value extends object, Name extends keyof Value>(
  value: Value,
  name: Name,
): Value[Name] | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined
}

function decodeSummary(sealed: SealedTokenSummary | undefined): TokenSummary | undefined {
  if (sealed === undefined) return undefined
  const isRefreshable = readOwn(sealed, 'ref') === true
  const [expiresAt, lifetimeSeconds] = [readOwn(sealed, 'exp'), readOwn(sealed, 'lif')]
  return Object.freeze({ renewal: sealed.by, expiresAt, lifetimeSeconds, isRefreshable })
}

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string' && value !== ''
const isInstant: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0

const isTextList: Check = (value) => Array.isArray(value) && value.every(isText)
const renewals: ReadonlySet<unknown> = new Set<TokenSummary['renewal']>(['refresh', 'userinfo', 'sign_in'])
const summary: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['by', (value) => renewals.has(value)],
  ['exp', isInstant],
  ['lif', isInstant],
  ['ref', (value) => value === true],
])
const isSummary: Check = (value) =>
  isJsonObject(value) &&
  Object.hasOwn(value, 'by') &&
  Object.keys(value).every((name) => summary.get(name)?.(value[name]) === true)

const required: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['v', (value) => value === 1 || value === 2],
  ...['id', 'pid', 'iss', 'sub', 'name'].map((name) => [name, isText] as const),
  ['roles', isTextList],
  ['claims', isJsonObject],
  ...['iat', 'exp', 'seen'].map((name) => [name, isInstant] as const),
])
const optional: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['trace', (value) => value !== undefined],
  ['sid', isText],
  ['rat', isInstant],
  ['keys', isTextList],
  ['wh', (value) => value === true],
  ['map', isText],
  ['ext', isJsonObject],
  ['adm', (value) => value === true],
  ['gen', isInstant],
  ['tok', isSummary],
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
