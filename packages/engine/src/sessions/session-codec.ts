import type { JsonObject, JsonValue } from '@x/oidc-core'
import * as v from 'valibot'
import { dropPrototype } from '../json/drop-prototype.ts'
import { isJsonObject } from '../json/json-object.ts'
import { matchSchema } from '../json/match-schema.ts'
import type { Session } from './session.ts'

const text = v.pipe(v.string(), v.nonEmpty())
const instant = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

// The input comes from JSON.parse, so a check of the outermost value is enough. valibot's own record would
// copy the members, and lose a member named `__proto__`.
const jsonObject = v.custom<JsonObject>(isJsonObject)
const jsonValue = v.custom<JsonValue>((value) => value !== undefined)

/** The sealed form of a session, with short names: a cookie has little room. */
const sealedSession = v.strictObject({
  v: v.literal(1),
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

export type SealedSession = v.InferOutput<typeof sealedSession>

export function encodeSession(given: Session): SealedSession {
  // A polluted `trace` would otherwise be sealed with the session.
  const session = dropPrototype({ ...given })
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

/** Another version or shape counts as no session: the person signs in again. */
export function decodeSession(value: unknown): Session | undefined {
  const sealed = matchSchema(sealedSession, value)
  if (sealed === undefined) return undefined
  const { id, pid, iss, sub, name, roles, claims, trace, sid, iat, exp, seen } = sealed
  return dropPrototype<Session>({
    id,
    providerId: pid,
    issuer: iss,
    subject: sub,
    name,
    roles: Object.freeze(roles),
    claims,
    ...(trace === undefined ? {} : { trace }),
    ...(sid === undefined ? {} : { providerSessionId: sid }),
    createdAt: iat,
    expiresAt: exp,
    seenAt: seen,
  })
}
