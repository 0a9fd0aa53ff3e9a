import { assessSession, type SessionVerdict } from '@x/oidc-core'
import { joinChunks } from '../cookies/chunks.ts'
import { parseCookies } from '../cookies/parse-cookies.ts'
import { buildDeletions, buildSessionClearing } from '../cookies/write-session-cookies.ts'
import type { RequestFacts } from '../http/request-facts.ts'
import { parseSessionPayload, type SessionPayload } from '../sealing/payload-schemas.ts'
import { buildAnonymous, buildAuthenticated, type Auth } from './auth.ts'
import { writeSession } from './write-session.ts'
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
export function readCookies(context: SessionContext, facts: RequestFacts): ReadonlyMap<string, string> {
  return parseCookies(facts.header('cookie'), context.names.includes)
}

const none: readonly string[] = []

/**
 * Reads the session of a request at once, where nothing has to be opened or written for it: nobody is signed in, or a
 * session goes on that was opened lately. Undefined for everything else.
 */
export function recallSession(
  context: SessionContext,
  cookies: ReadonlyMap<string, string>,
): SessionReading | undefined {
  const { names, sealer } = context
  const { value, head, stale } = joinChunks(cookies, names.session)
  if (stale.length > 0) return undefined
  if (head === undefined) return { auth: buildAnonymous(), setCookies: none }
  const session =
    value === undefined ? undefined : parseSession(sealer.recall('session', names.session, value))
  const verdict = session && assess(context, session, cookies)
  if (session === undefined || !verdict?.live || verdict.touch) return undefined
  return { auth: buildAuthenticated(session, verdict.expiresAt), session, setCookies: none }
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
  const recalled = recallSession(context, cookies)
  if (recalled !== undefined) return recalled

  const { value, head, stale } = joinChunks(cookies, names.session)
  const session =
    value === undefined ? undefined : parseSession(await sealer.unseal('session', names.session, value))
  const verdict = session && assess(context, session, cookies)
  if (session !== undefined && verdict?.live === true) {
    return {
      auth: buildAuthenticated(session, verdict.expiresAt),
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

/** Judges a session. One that was ended, or whose provider is configured no more, does not live. */
function assess(
  context: SessionContext,
  session: SessionPayload,
  cookies: ReadonlyMap<string, string>,
): SessionVerdict {
  const { config, names, ports } = context
  if (cookies.get(names.ended) === session.id) return { live: false }
  const provider = config.providers.find(({ providerId }) => providerId === session.pid)
  if (provider?.issuerUrl !== session.iss) return { live: false }
  const instants = { createdAt: session.iat, expiresAt: session.exp, seenAt: session.seen }
  const { absoluteSeconds, idleSeconds } = config.session
  const { clockSkewSeconds } = config
  return assessSession(instants, { absoluteSeconds, idleSeconds, clockSkewSeconds }, ports.now())
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

function parseSession(payload: unknown): SessionPayload | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined
  const known = parsed.get(payload)
  if (known !== undefined) return known
  const session = parseSessionPayload(payload)
  if (session !== undefined) parsed.set(payload, session)
  return session
}
