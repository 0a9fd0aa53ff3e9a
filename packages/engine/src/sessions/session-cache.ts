import { joinChunks } from '../cookies/chunks.ts'
import type { HttpRequest } from '../http/request.ts'
import type { SessionPayload } from '../crypto/sealed-payloads.ts'
import { createHotCache } from '../cache/hot-cache.ts'
import { buildAnonymous, buildAuthenticated, buildRoleReading, type RoleReading } from '../access/auth.ts'
import { isSessionOurs, validateSessionLifetime } from './session-lifetime.ts'
import { parseSession, readCookies, type SessionReading } from './authenticate.ts'
import type { SessionContext } from './session-context.ts'

const none: readonly string[] = []

interface Remembered {
  readonly session: SessionPayload
  readonly reading: RoleReading<string>
}

/** `Cookie` headers that are remembered. */
const entries = 500

/**
 * Creates what reads sessions at once, where nothing has to be opened or written for it: nobody is signed in, or a session goes
 * on that was opened lately. Undefined for everything else.
 *
 * A browser sends the same `Cookie` header again and again, so it is remembered with the session in it, by the whole text;
 * the session's deadlines are looked at each time.
 */
export function createSessionCache(
  context: SessionContext,
): (request: HttpRequest) => SessionReading | undefined {
  const { names, sealer } = context
  const remembered = createHotCache<Remembered>(entries)
  const begin = `${names.session}=`

  /** The end of the session's cookie, or of its first: others may end the header of everybody alike. */
  function findPlace(header: string): number {
    const end = header.indexOf(';', header.indexOf(begin))
    return end === -1 ? header.length : end
  }

  function findSession(request: HttpRequest): SessionPayload | 'nobody' | undefined {
    const cookies = readCookies(context, request)
    const { value, head, stale } = joinChunks(cookies, names.session)
    if (stale.length > 0) return undefined
    if (head === undefined) return 'nobody'
    if (value === undefined) return undefined
    const session = parseSession(sealer.recall('session', names.session, value))
    return session !== undefined && isSessionOurs(context, session, cookies) ? session : undefined
  }

  return (request) => {
    const header = request.header('cookie') ?? ''
    const place = findPlace(header)
    const known = remembered.read(header, place)
    const session = known?.session ?? findSession(request)
    if (session === undefined) return undefined
    if (session === 'nobody') return { auth: buildAnonymous(), setCookies: none }
    const verdict = validateSessionLifetime(context, session)
    if (!verdict.live || verdict.touch) return undefined
    const reading = known?.reading ?? buildRoleReading(session.roles)
    if (known === undefined) remembered.write(header, { session, reading }, { place })
    return { auth: buildAuthenticated(session, verdict.expiresAt, reading), session, setCookies: none }
  }
}
