import { OidcError } from '@x/oidc-core'
import { buildRoleReading, type RoleReading } from '../access/auth.ts'
import { createHotCache, resolveCacheBytes } from '../cache/hot-cache.ts'
import { joinChunks } from '../cookies/chunks.ts'
import { buildDeletions, buildSessionClearing, buildSessionCookies } from '../cookies/session-cookies.ts'
import { estimateBytes } from '../json/estimate-bytes.ts'
import { buildEnded, listEnded } from './ended-sessions.ts'
import { decodeSession, encodeSession } from './session-codec.ts'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import type { SessionContext } from './session-context.ts'
import type { RequestCookies, SessionReading, SessionStore } from './session-store.ts'
import { validateLifetimes, type Session } from './session.ts'

interface OpenedSession {
  readonly session: Session
  readonly roles: RoleReading<string>
}

const noSession = { session: undefined, roles: undefined, expiresAt: undefined }
const anonymous: SessionReading = { ...noSession, setCookies: [] }

/**
 * Creates the store that keeps sessions in the browser only: each is sealed into cookies. An opened session is cached
 * by the whole sealed value, which only this application can have made; its lifetimes are validated at every read.
 */
export function createCookieStore(context: Omit<SessionContext, 'store' | 'pages'>): SessionStore {
  const { config, names, ports, providers, sealer } = context
  const opened = createHotCache<OpenedSession>(resolveCacheBytes(config.session.cacheMebibytes))

  function open(sealed: string): MaybePromise<OpenedSession | undefined> {
    const cached = opened.read(sealed)
    if (cached !== undefined) return cached
    return andThen(sealer.unseal('session', names.session, sealed), (payload) => {
      const session = decodeSession(payload)
      if (session === undefined) return undefined
      const entry = { session, roles: buildRoleReading(session.roles) }
      opened.write(sealed, entry, { length: () => estimateSessionBytes(session) })
      return entry
    })
  }

  /** A session that was ended in this browser, or whose provider is no longer configured for sign-ins, is not valid. */
  function isOurs({ id, issuer, providerId }: Session, cookies: RequestCookies): boolean {
    const config = providers.find(providerId)?.config
    return config?.signIn === true && config.issuerUrl === issuer && !listEnded(names, cookies).includes(id)
  }

  /** Returns at once if there is nothing to write; undefined if the session is not valid. */
  function settle(
    { session, roles }: OpenedSession,
    cookies: RequestCookies,
    stale: readonly string[],
  ): MaybePromise<SessionReading> | undefined {
    if (!isOurs(session, cookies)) return undefined
    const lifetimes = validateLifetimes(context, session)
    if (!lifetimes.live) return undefined
    const { expiresAt } = lifetimes
    const setCookies = stale.length === 0 ? anonymous.setCookies : buildDeletions(names, stale)
    if (!lifetimes.touch) return { session, roles, expiresAt, setCookies }
    return touch(session, cookies).then((touched) => ({
      ...{ session, roles, expiresAt },
      setCookies: [...touched, ...setCookies],
    }))
  }

  /** A cookie that another application on this host sealed with its own secret is not deleted. */
  function clear(head: string | undefined, cookies: RequestCookies): MaybePromise<SessionReading> {
    return andThen(head === undefined || sealer.isOurs(head), (isOurs) =>
      isOurs ? { ...noSession, setCookies: buildSessionClearing(names, cookies) } : anonymous,
    )
  }

  async function write(session: Session, cookies: RequestCookies): Promise<readonly string[]> {
    const payload = encodeSession(session)
    const sealed = await sealer.seal('session', names.session, payload)
    const left = Math.max(session.expiresAt - session.seenAt, 0)
    const maxAgeSeconds = Math.min(config.session.idleSeconds, left)
    const written = buildSessionCookies({ names, sealed, present: cookies, maxAgeSeconds })
    if (written.ok) return written.setCookies
    throw tooLarge(payload, written)
  }

  function touch(session: Session, cookies: RequestCookies): Promise<readonly string[]> {
    return write({ ...session, seenAt: ports.now() }, cookies)
  }

  /**
   * Records the session that ends with this response. A request that started earlier may still be answered later, with the
   * session's cookie in its response; without the record the browser would be signed in again (decision 8).
   */
  async function markEnded(cookies: RequestCookies): Promise<readonly string[]> {
    const { value } = joinChunks(cookies, names.session)
    const ending = value === undefined ? undefined : await open(value)
    return ending === undefined ? [] : [buildEnded(names, cookies, ending.session.id)]
  }

  return {
    read(cookies) {
      const { value, head, stale } = joinChunks(cookies, names.session)
      if (head === undefined && stale.length === 0) return anonymous
      const opening = value === undefined ? undefined : open(value)
      return andThen(opening, (entry) => (entry && settle(entry, cookies, stale)) ?? clear(head, cookies))
    },
    create: async (session, cookies) => [...(await write(session, cookies)), ...(await markEnded(cookies))],
    touch,
    // The session's cookies come first: some hosts keep only the first cookie of a response. The record of the end lives for an
    // hour, and a session may live longer.
    end: async (cookies) => [...buildSessionClearing(names, cookies), ...(await markEnded(cookies))],
  }
}

/** The bytes of an opened session without its roles, claims and trace, as measured with names of usual length. */
const openedBytes = 700

/** Bytes of a role, which is stored in a list and in a set. */
const roleBytes = 64

/** Estimates the memory of an opened session. Claims and a trace take up to twenty times as many bytes as characters. */
function estimateSessionBytes({ claims, roles, trace }: Session): number {
  return openedBytes + roleBytes * roles.length + estimateBytes(claims) + estimateBytes(trace)
}

/** Returns the member that takes the most room, so that the operator can change the configuration or the provider. */
function tooLarge(
  payload: object,
  { bytes, limit }: { readonly bytes: number; readonly limit: number },
): OidcError {
  const sizes = Object.entries(payload).map(([name, value]) => [name, JSON.stringify(value).length] as const)
  const [largest] = sizes.reduce((most, next) => (next[1] > most[1] ? next : most))
  return new OidcError(
    'session_too_large',
    `The session takes ${bytes} bytes of cookies, more than ${limit}; most of it is ${largest}. Data that session.keep adds is ` +
      'left out if it does not fit. Roles are never left out: give the person fewer roles, or let the provider send less.',
    { bytes, limit, largest },
  )
}
