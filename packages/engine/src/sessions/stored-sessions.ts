import { OidcError } from '@x/oidc-core'
import { buildCookie } from '../cookies/cookie.ts'
import { buildSessionClearing } from '../cookies/session-cookies.ts'
import { computeSha256 } from '../crypto/hash.ts'
import { isJsonObject } from '../json/json-object.ts'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import type { BrowserSessions, RequestCookies, SessionReading, SessionRecord } from './browser-sessions.ts'
import { anonymous, noSession } from './cookie-sessions.ts'
import { createOpener, type OpenedSession, validateOpened } from './opened-session.ts'
import { writeWithKeysThatFit } from './reduced-session.ts'
import { encodeSession } from './session-codec.ts'
import type { SessionContext } from './session-context.ts'
import { createSafeStore, unavailable } from './safe-store.ts'
import type { SessionStore, StoredSession } from './session-store.ts'
import { decodeTokens, encodeTokens } from './session-tokens.ts'
import type { Session } from './session.ts'

/** The format of ids that `buildSession` creates. */
const sessionId = /^[\w-]{24}$/

/** Seconds for which one process may refresh a session: longer than the requests to a provider take together. */
const lockSeconds = 40

/** Attempts to write a version while other requests move the idle deadline. */
const maxAttempts = 10

/** Creates the sessions that a store keeps. The browser has the id of its session only. */
export function createStoredSessions(
  context: Omit<SessionContext, 'sessions' | 'refresher' | 'pages'>,
  given: SessionStore,
): BrowserSessions {
  const { config, names, ports, sealer } = context
  const store = createSafeStore(given, ports.startTimer)
  const openSealed = createOpener(context)

  function open(id: string, key: string, { data }: StoredSession): MaybePromise<OpenedSession | undefined> {
    const opened = openSealed(data, () => {
      const unsealed = sealer.unseal('stored', key, data)
      return andThen(unsealed, (payload) => (isJsonObject(payload) ? payload['session'] : undefined))
    })
    // The cache knows the data alone. Copied to another entry, it must not give its session to the browser of that entry.
    return andThen(opened, (found) => (found?.session.id === id ? found : undefined))
  }

  async function buildEntry({ session, tokens }: SessionRecord, version: number): Promise<StoredSession> {
    const key = await keyOf(session)
    const payload = {
      session: encodeSession(session),
      ...(tokens === undefined ? {} : { tokens: encodeTokens(session, tokens) }),
    }
    const data = await sealer.seal('stored', key, payload)
    if (data.length > maxLength) throw tooLarge(data.length)
    const idleEnd = session.seenAt + config.session.idleSeconds
    const { issuer, providerSessionId: sid, subject } = session
    const named = [`subject ${issuer} ${subject}`, ...(sid === undefined ? [] : [`sid ${issuer} ${sid}`])]
    return {
      ...{ data, version, lockedUntil: 0 },
      expiresAt: Math.min(session.expiresAt, idleEnd),
      indexes: await Promise.all(named.map(async (name) => computeSha256(name))),
    }
  }

  async function readEntry(
    session: Session,
  ): Promise<
    { readonly key: string; readonly entry: StoredSession; readonly record: SessionRecord } | undefined
  > {
    const key = await keyOf(session)
    const entry = await store.read(key)
    if (entry === undefined) return undefined
    const payload = await sealer.unseal('stored', key, entry.data)
    const opened = await open(session.id, key, entry)
    if (opened === undefined || !isJsonObject(payload)) return undefined
    const current = opened.session
    return { key, entry, record: { session: current, tokens: decodeTokens(payload['tokens'], current) } }
  }

  function buildIdCookie({ expiresAt, id, seenAt }: Session): string {
    const left = Math.max(expiresAt - seenAt, 0)
    return buildCookie(names, names.session, id, Math.min(config.session.idleSeconds, left))
  }

  /**
   * Writes the next version of a session. Other requests may write at the same time: each attempt begins with the entry that is
   * stored.
   * @param build returns undefined if there is nothing to write
   * @returns false if the session has ended
   */
  async function update(
    session: Session,
    build: (record: SessionRecord, entry: StoredSession) => MaybePromise<StoredSession | undefined>,
  ): Promise<boolean> {
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const found = await readEntry(session)
      if (found === undefined) return false
      const next = await build(found.record, found.entry)
      if (next === undefined || (await store.replace(found.key, next, found.entry.version))) return true
    }
    throw unavailable('replace', `the entry changed ${maxAttempts} times during one write`)
  }

  async function touch(session: Session): Promise<readonly string[]> {
    const seenAt = ports.now()
    await update(session, async (record, entry) => {
      // Another request has moved the deadline since this one read the session. Else concurrent requests would all have to write.
      if (validateOpened(context, record.session)?.touch === false) return undefined
      const touched = { ...record, session: { ...record.session, seenAt } }
      return { ...(await buildEntry(touched, entry.version + 1)), lockedUntil: entry.lockedUntil }
    })
    return [buildIdCookie({ ...session, seenAt })]
  }

  /** An id that the store does not have is deleted. A sealed cookie is from a configuration without a store, or another application's. */
  function clear(id: string, cookies: RequestCookies): MaybePromise<SessionReading> {
    return andThen(sessionId.test(id) || sealer.isOurs(id), (isOurs) =>
      isOurs ? { ...noSession, setCookies: buildSessionClearing(names, cookies) } : anonymous,
    )
  }

  function settle({ isRefused, roles, session }: OpenedSession): MaybePromise<SessionReading> | undefined {
    const valid = validateOpened(context, session)
    if (valid === undefined) return undefined
    const reading = { session, roles, isRefused, expiresAt: valid.expiresAt }
    if (!valid.touch) return { ...reading, setCookies: anonymous.setCookies }
    return touch(session).then((setCookies) => ({ ...reading, setCookies }))
  }

  async function endRequest(cookies: RequestCookies): Promise<void> {
    const id = cookies.get(names.session)
    if (id !== undefined && sessionId.test(id)) await store.delete(await keyOf({ id }))
  }

  return {
    read(cookies) {
      const id = cookies.get(names.session)
      if (id === undefined) return anonymous
      if (!sessionId.test(id)) return clear(id, cookies)
      return andThen(keyOf({ id }), (key) =>
        andThen(store.read(key), (entry) =>
          andThen(
            entry && open(id, key, entry),
            (opened) => (opened && settle(opened)) ?? clear(id, cookies),
          ),
        ),
      )
    },
    async create(record, cookies) {
      const { session } = record
      await store.create(await keyOf(session), await buildEntry(record, 0))
      await endRequest(cookies)
      const others = buildSessionClearing(names, cookies).filter(
        (line) => !line.startsWith(`${names.session}=`),
      )
      return [buildIdCookie(session), ...others]
    },
    touch,
    async end(cookies) {
      await endRequest(cookies)
      return buildSessionClearing(names, cookies)
    },

    readRecord: async (session) => (await readEntry(session))?.record,
    async claimRefresh(session) {
      const found = await readEntry(session)
      if (found === undefined) return { state: 'ended' }
      const { entry, key, record } = found
      if (record.session.generation > session.generation) return { state: 'refreshed', record }
      const now = ports.now()
      if (entry.lockedUntil > now) return { state: 'busy' }
      const locked = { ...entry, version: entry.version + 1, lockedUntil: now + lockSeconds }
      return (await store.replace(key, locked, entry.version))
        ? { state: 'claimed', record }
        : { state: 'busy' }
    },
    async releaseRefresh(session) {
      await update(session, (_record, entry) => ({ ...entry, version: entry.version + 1, lockedUntil: 0 }))
    },
    replace: (record) =>
      update(record.session, (stored, entry) => {
        if (stored.session.generation >= record.session.generation) return undefined
        const seenAt = Math.max(stored.session.seenAt, record.session.seenAt)
        return writeWithKeysThatFit(ports, { ...record.session, seenAt }, (session) =>
          buildEntry({ ...record, session }, entry.version + 1),
        )
      }),
    write: () => [],
    revoke: async (session) => store.delete(await keyOf(session)),
  }
}

/** The store knows a session by this hash, so that a copy of the store contains no id that a browser could send. */
function keyOf({ id }: Pick<Session, 'id'>): MaybePromise<string> {
  return computeSha256(`session ${id}`)
}

/** Maximum characters of a sealed session. */
const maxLength = 20_480

function tooLarge(bytes: number): OidcError {
  const message =
    `The session takes ${bytes} bytes of the store, more than ${maxLength}. Set session.keep to what the application needs, give ` +
    'the person fewer roles, let onSignIn return less extra, or let the provider send less.'
  return new OidcError('session_too_large', message, { bytes, limit: maxLength, largest: 'session' })
}
