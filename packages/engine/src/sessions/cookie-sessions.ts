import { findChunkNames, joinChunks, type JoinedChunks } from '../cookies/chunks.ts'
import { buildDeletions, buildSessionClearing, buildSessionCookies } from '../cookies/session-cookies.ts'
import type { HandleOptions } from '../http/wait-until.ts'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import type { BrowserSessions, RequestCookies, SessionReading, SessionRecord } from './browser-sessions.ts'
import { buildEnded, listEnded } from './ended-sessions.ts'
import { buildOpened, createOpener, type OpenedSession, validateOpened } from './opened-session.ts'
import { encodeSession } from './session-codec.ts'
import type { SessionContext } from './session-context.ts'
import type { SessionRevocations } from './session-revocations.ts'
import { decodeTokens, encodeTokens } from './session-tokens.ts'
import type { Session } from './session.ts'

export const noSession = { session: undefined, roles: undefined, isRefused: false, expiresAt: undefined }
export const anonymous: SessionReading = { ...noSession, setCookies: [] }

interface SettledRequest {
  readonly cookies: RequestCookies
  /** The names of cookies that no longer belong to the session. */
  readonly stale: readonly string[]
  readonly touching: HandleOptions['touch']
}

/**
 * Creates the sessions that are stored in the browser only. Each is sealed into cookies, and so are its tokens. With tokens, this
 * process is the only one: `context.latest` holds what browsers may not have yet.
 * @param revocations ends sessions that no request brings; undefined if there is no list of them
 */
export function createCookieSessions(
  context: Omit<SessionContext, 'sessions' | 'refresher' | 'pages'>,
  revocations?: SessionRevocations,
): BrowserSessions {
  const { config, keepsTokens, latest, names, ports, sealer } = context
  const openSealed = createOpener(context)

  function open(sealed: string): MaybePromise<OpenedSession | undefined> {
    return andThen(
      openSealed(sealed, () => sealer.unseal('session', names.session, sealed)),
      leaveTokensOut,
    )
  }

  /** Tokens of an earlier configuration are not used: several processes may serve the application now. */
  function leaveTokensOut(opened: OpenedSession | undefined): OpenedSession | undefined {
    if (keepsTokens || opened?.session.tokens === undefined) return opened
    return { ...opened, session: { ...opened.session, tokens: undefined } }
  }

  /** A session that was ended, in this browser or for all requests, is not valid. */
  function isEnded({ id }: Session, cookies: RequestCookies): boolean {
    return listEnded(names, cookies).includes(id) || latest?.isEnded(id) === true
  }

  /**
   * Returns at once if there is nothing to write. The cookies of a session that is not valid stay: when the response arrives, the
   * browser may have those of a newer one (decision 129).
   */
  function settle(
    opened: OpenedSession,
    { cookies, stale, touching }: SettledRequest,
  ): MaybePromise<SessionReading> {
    if (isEnded(opened.session, cookies)) return settleEnded(opened.session, cookies)
    const newer = findNewer(opened.session)
    const { session, roles, isRefused } = newer === undefined ? opened : buildOpened(context, newer.session)
    const valid = validateOpened(context, session)
    if (valid === undefined) return anonymous
    const { expiresAt } = valid
    const deletions = stale.length === 0 ? anonymous.setCookies : buildDeletions(names, stale)
    const mayTouch = valid.touch && touching !== 'never'
    const written = newer !== undefined ? write(newer, cookies) : mayTouch && touch(session, cookies)
    if (written === false) return { session, roles, isRefused, expiresAt, setCookies: deletions }
    return written.then((renewed) => {
      return { session, roles, isRefused, expiresAt, setCookies: [...renewed, ...deletions] }
    })
  }

  /**
   * A session that comes back although this browser lists it as ended was written by a late response. It is deleted: the list lives
   * for an hour, and the session may live longer. One that this process alone knows to have ended is first added to the list.
   */
  function settleEnded({ id }: Session, cookies: RequestCookies): SessionReading {
    const isListed = listEnded(names, cookies).includes(id)
    const setCookies = isListed ? buildSessionClearing(names, cookies) : [buildEnded(names, cookies, id)]
    return { ...noSession, setCookies }
  }

  /**
   * Cookies that do not open are damaged. One that another application on this host sealed with its own secret is not deleted, and
   * neither is one that opens: a process with another version of this library wrote it (decision 154).
   */
  function clear({ head, value }: JoinedChunks, cookies: RequestCookies): MaybePromise<SessionReading> {
    return andThen(head === undefined || sealer.isOurs(head), (isOurs) => {
      if (!isOurs) return anonymous
      const opening = value === undefined ? undefined : sealer.unseal('session', names.session, value)
      return andThen(opening, (payload) =>
        payload === undefined
          ? { ...noSession, setCookies: buildSessionClearing(names, cookies) }
          : anonymous,
      )
    })
  }

  async function writeSession(session: Session, cookies: RequestCookies): Promise<readonly string[]> {
    const payload = encodeSession(session)
    const sealed = await sealer.seal('session', names.session, payload)
    const left = Math.max(session.expiresAt - session.seenAt, 0)
    const maxAgeSeconds = Math.min(config.session.idleSeconds, left)
    const written = buildSessionCookies({
      ...{ names, name: names.session },
      ...{ sealed, present: cookies, maxAgeSeconds },
    })
    if (written.ok) return written.setCookies
    throw (await import('./session-too-large.ts')).buildTooLarge(payload, written)
  }

  /** The tokens stay in the browser until the absolute end, so that a moved idle deadline does not write them again. */
  async function writeTokens(
    { session, tokens }: SessionRecord,
    cookies: RequestCookies,
  ): Promise<readonly string[]> {
    const name = names.tokens
    if (tokens === undefined) return buildDeletions(names, findChunkNames(cookies, name))
    // Cookies have no room for it, and `context.latest` has it.
    const kept = encodeTokens(session, { ...tokens, undecided: undefined })
    const sealed = await sealer.seal('tokens', name, kept)
    const maxAgeSeconds = Math.max(session.expiresAt - ports.now(), 0)
    const written = buildSessionCookies({ names, name, sealed, present: cookies, maxAgeSeconds })
    if (written.ok) return written.setCookies
    throw (await import('./session-too-large.ts')).buildTooLarge({ tokens }, written)
  }

  async function write(record: SessionRecord, cookies: RequestCookies): Promise<readonly string[]> {
    const session = { ...record.session, seenAt: ports.now() }
    const [ofSession, ofTokens] = [await writeSession(session, cookies), await writeTokens(record, cookies)]
    const bytes = [...ofSession, ...ofTokens].join('').length
    if (record.tokens !== undefined && bytes > roomForBoth)
      throw (await import('./session-too-large.ts')).buildTooLarge(
        { ...encodeSession(session), tokens: record.tokens },
        { bytes, limit: roomForBoth },
      )
    return [...ofSession, ...ofTokens]
  }

  function touch(session: Session, cookies: RequestCookies): Promise<readonly string[]> {
    return writeSession({ ...session, seenAt: ports.now() }, cookies)
  }

  /** The idle deadline is moved in cookies alone: the newest one counts. */
  function findLatest(session: Session): SessionRecord | undefined {
    const found = latest?.find(session)
    if (found === undefined || found.session.seenAt >= session.seenAt) return found
    return { ...found, session: { ...found.session, seenAt: session.seenAt } }
  }

  /** A version that the browser does not have yet. */
  function findNewer(session: Session): SessionRecord | undefined {
    const found = findLatest(session)
    return found !== undefined && found.session.generation > session.generation ? found : undefined
  }

  function readNewest(session: Session, cookies: RequestCookies): MaybePromise<SessionRecord> {
    const found = findLatest(session)
    if (found !== undefined) return found
    const { value } = joinChunks(cookies, names.tokens)
    const unsealed = value === undefined ? undefined : sealer.unseal('tokens', names.tokens, value)
    return andThen(unsealed, (payload) => ({ session, tokens: decodeTokens(payload, session) }))
  }

  /**
   * Records the session that ends with this response. A request that started earlier may still be answered later, with the
   * session's cookie in its response; without the record the browser would be signed in again (decision 8).
   */
  async function markEnded(cookies: RequestCookies): Promise<readonly string[]> {
    const { value } = joinChunks(cookies, names.session)
    const ending = value === undefined ? undefined : await open(value)
    if (ending === undefined) return []
    latest?.end(ending.session)
    await revocations?.revoke(ending.session)
    return [buildEnded(names, cookies, ending.session.id)]
  }

  return {
    read(cookies, touching) {
      const joined = joinChunks(cookies, names.session)
      const { value, head, stale: others } = joined
      const isUnused = !keepsTokens && cookies.has(names.tokens)
      // Tokens outlive the cookie of an idle session. The next sign-in replaces them.
      if (head === undefined && others.length === 0 && !isUnused) return anonymous
      const stale = isUnused ? [...others, ...findChunkNames(cookies, names.tokens)] : others
      const request = { cookies, stale, touching }
      const opening = value === undefined ? undefined : open(value)
      return andThen(opening, (entry) => {
        if (entry === undefined) return clear(joined, cookies)
        if (revocations === undefined) return settle(entry, request)
        return andThen(revocations.isRevoked(entry.session), (isRevoked) =>
          isRevoked ? settleEnded(entry.session, cookies) : settle(entry, request),
        )
      })
    },
    async create(record, cookies) {
      const written = await write(record, cookies)
      return [...written, ...(await markEnded(cookies))]
    },
    touch,
    // The session's cookies come first: some hosts keep only the first cookie of a response. The record of the end lives for an
    // hour, and a session may live longer.
    end: async (cookies) => [...buildSessionClearing(names, cookies), ...(await markEnded(cookies))],

    readRecord(session, cookies) {
      if (isEnded(session, cookies)) return undefined
      return readNewest(session, cookies)
    },
    claimRefresh(session, cookies) {
      if (isEnded(session, cookies)) return { state: 'ended' }
      const newer = findNewer(session)
      if (newer !== undefined) return { state: 'refreshed', record: newer }
      return andThen(readNewest(session, cookies), (record) => ({ state: 'claimed', record }))
    },
    // One process serves all requests, and one flight of it refreshes a session.
    releaseRefresh: () => undefined,
    async replace(record) {
      // Cookies that are too long fail here, and not in each later response.
      await write(record, noCookies)
      // A request asked for the refresh: browsers that did not get its response are not idle.
      const session = { ...record.session, seenAt: ports.now() }
      // A logout may have come while the provider answered the refresh.
      if ((await revocations?.isRevoked(session)) === true) return false
      return latest?.write({ ...record, session }) ?? false
    },
    write,
    revoke: (session) => latest?.end(session),
    endAll: async (scope, logout) => revocations?.endAll(scope, logout),
    isLoggedOut: (session, begunAt) => revocations?.isOvertaken(session, begunAt) ?? false,
  }
}

const noCookies: RequestCookies = new Map()

/** Maximum characters of the cookies of a session and its tokens together: servers refuse a request with more than 16 KiB of headers. */
const roomForBoth = 12_000
