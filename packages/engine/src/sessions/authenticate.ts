import { joinChunks } from '../cookies/chunks.ts'
import { parseCookies } from '../cookies/cookie.ts'
import { buildDeletions, buildSessionClearing } from '../cookies/session-cookies.ts'
import type { HttpRequest } from '../http/request.ts'
import { parseSessionPayload, type SessionPayload } from '../crypto/sealed-payloads.ts'
import { type Auth, buildAnonymous, buildAuthenticated, buildRoleReading } from '../access/auth.ts'
import { isSessionOurs, validateSessionLifetime } from './session-lifetime.ts'
import { writeSession } from './create-session.ts'
import type { SessionContext } from './session-context.ts'

/** What a request's cookies say about who is calling. */
export interface SessionReading {
  readonly auth: Auth
  /** Of a live session. */
  readonly session?: SessionPayload
  /** What the answer has to write: the moved idle deadline, or the end of cookies that are of no more use. */
  readonly setCookies: readonly string[]
}

/** Reads the cookies of the engine and nobody else's. */
export function readCookies(context: SessionContext, request: HttpRequest): ReadonlyMap<string, string> {
  return parseCookies(request.header('cookie'), context.names.includes)
}

/** Whether a request has a cookie of a session, or a part of one, be it alive or not. */
export function hasSession(context: SessionContext, request: HttpRequest): boolean {
  const { session } = context.names
  for (const name of readCookies(context, request).keys())
    if (name === session || name.startsWith(`${session}.`)) return true
  return false
}

/**
 * Reads the session of a request. A cookie that is damaged, expired or left over reads as anonymous and is cleaned away;
 * one sealed with a key that is not ours belongs to another application on this host and is left alone.
 */
export async function readSession(
  context: SessionContext,
  cookies: ReadonlyMap<string, string>,
): Promise<SessionReading> {
  const { names, sealer } = context
  const { value, head, stale } = joinChunks(cookies, names.session)
  if (head === undefined && stale.length === 0) return { auth: buildAnonymous(), setCookies: [] }

  const session =
    value === undefined ? undefined : parseSession(await sealer.unseal('session', names.session, value))
  const isOurs = session !== undefined && isSessionOurs(context, session, cookies)
  const verdict = isOurs ? validateSessionLifetime(context, session) : undefined
  if (session !== undefined && verdict?.live === true) {
    return {
      auth: buildAuthenticated(session, verdict.expiresAt, buildRoleReading(session.roles)),
      session,
      setCookies: [
        ...(verdict.touch ? await touchSession(context, session, cookies) : []),
        ...buildDeletions(names, stale),
      ],
    }
  }
  const isForeign = head !== undefined && !(await sealer.isOurs(head))
  return { auth: buildAnonymous(), setCookies: isForeign ? [] : buildSessionClearing(names, cookies) }
}

/** Moves the idle deadline. */
function touchSession(
  context: SessionContext,
  session: SessionPayload,
  cookies: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  return writeSession(context, { ...session, seen: context.ports.now() }, cookies)
}

// The sealer hands out the same object for the same cookie, so it is parsed once per cookie, not per request.
const parsed = new WeakMap<object, SessionPayload>()

/** Gives what the sealer handed out its shape. */
export function parseSession(payload: unknown): SessionPayload | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined
  const known = parsed.get(payload)
  if (known !== undefined) return known
  const session = parseSessionPayload(payload)
  if (session !== undefined) parsed.set(payload, session)
  return session
}
