import { isOidcError } from '@x/oidc-core'
import { buildCookie } from '../cookies/cookie.ts'
import { buildSessionClearing } from '../cookies/session-cookies.ts'
import type { HandleOptions } from '../http/wait-until.ts'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import type {
  BrowserSessions,
  RefreshClaim,
  RequestCookies,
  SessionReading,
  SessionRecord,
} from './browser-sessions.ts'
import { anonymous } from './cookie-sessions.ts'
import { createLockWatch } from './lock-watch.ts'
import { buildOpened, type OpenedSession, validateOpened } from './opened-session.ts'
import type { SessionContext } from './session-context.ts'
import { createSessionEntries, indexOf, keyOf } from './session-entries.ts'
import { listNames, longestSignInSeconds, nameScope } from './logouts.ts'
import { createStoredLogouts } from './stored-logouts.ts'
import { createSafeStore, unavailable } from './safe-store.ts'
import type { SessionStore } from './session-store.ts'
import type { Session } from './session.ts'
import { watchStore } from '../watch-store.ts'
import { reportUnmoved, reportUnsaved, type UnsavedChange, type UnsavedSessions } from './unsaved-sessions.ts'

/** The format of ids that `buildSession` creates. */
const sessionId = /^[\w-]{24}$/

const storeFunctions = ['read', 'create', 'replace', 'delete', 'deleteAll'] as const

/** Attempts to claim a refresh while other requests move the idle deadline. */
const maxClaimAttempts = 10

/**
 * Creates the sessions that a store keeps. The browser has the id of its session only.
 * @param unsaved what the store did not take during an outage
 */
export function createStoredSessions(
  context: Omit<SessionContext, 'sessions' | 'refresher' | 'pages'>,
  given: SessionStore,
  unsaved: UnsavedSessions,
): BrowserSessions {
  const { config, names, ports } = context
  const watched = ports.emit === undefined ? given : watchStore(given, storeFunctions, ports, 'sessions')
  const store = createSafeStore(watched, ports.startTimer)
  const locks = createLockWatch()
  const logouts = createStoredLogouts(store, context.sealer, longestSignInSeconds(config))
  const { buildEntry, findKey, open, readEntry, update } = createSessionEntries(context, store)

  function buildIdCookie({ expiresAt, id, seenAt }: Session): string {
    const left = Math.max(expiresAt - seenAt, 0)
    return buildCookie(names, names.session, id, Math.min(config.session.idleSeconds, left))
  }

  /**
   * Writes a refreshed session. The version of a lock is its fencing token: a process whose lock another one has taken over writes
   * only what is newer than the stored session, leaves the lock, and is overwritten by the process that holds it.
   */
  function write(record: SessionRecord): Promise<boolean> {
    const { id } = record.session
    return update(record.session, async (stored, entry) => {
      const { lockVersion } = entry
      const isHolder = lockVersion !== 0 && locks.isOwn(id, lockVersion)
      const before = stored.session
      if (before.generation >= record.session.generation && !isHolder) return undefined
      const seenAt = Math.max(before.seenAt, record.session.seenAt)
      const generation = Math.max(before.generation + 1, record.session.generation)
      const session = { ...record.session, seenAt, generation }
      const next = await buildEntry({ ...record, session }, entry.version + 1)
      return isHolder ? next : { ...next, lockVersion }
    })
  }

  function writeChange({ record, session }: UnsavedChange): () => Promise<boolean> {
    return async () => {
      if (record !== undefined) return write(record)
      await store.delete(await keyOf(session))
      return true
    }
  }

  async function save(change: UnsavedChange): Promise<boolean> {
    const isSaved = await unsaved.save(change, writeChange(change))
    if (unsaved.find(change.session.id) === change) reportUnsaved(ports, change)
    return isSaved
  }

  /** Writes what the store did not take before, and returns what it still does not take. */
  function saveAgain(id: string): MaybePromise<UnsavedChange | undefined> {
    const change = unsaved.find(id)
    if (change === undefined) return undefined
    return unsaved.saveAgain(change).then(() => unsaved.find(id))
  }

  /** Opens the newest version: that of the store, or one that the store did not take. */
  function openNewest(id: string): MaybePromise<OpenedSession | undefined> {
    return andThen(saveAgain(id), (change) =>
      andThen(findKey(id), (key) =>
        andThen(store.read(key), (entry) =>
          andThen(entry && open(id, key, entry), (opened) => {
            if (change === undefined || opened === undefined) return opened
            const { record } = change
            if (record === undefined) return undefined
            if (record.session.generation <= opened.session.generation) return opened
            return buildOpened(context, { ...record.session, seenAt: opened.session.seenAt })
          }),
        ),
      ),
    )
  }

  async function touch(session: Session): Promise<readonly string[]> {
    const seenAt = ports.now()
    const isLive = await update(session, async (record, entry) => {
      // Another request has moved the deadline since this one read the session. Else concurrent requests would all have to write.
      if (validateOpened(context, record.session)?.touch === false) return undefined
      const touched = { ...record, session: { ...record.session, seenAt } }
      return { ...(await buildEntry(touched, entry.version + 1)), lockVersion: entry.lockVersion }
    })
    // The browser may have a newer session by now.
    return isLive ? [buildIdCookie({ ...session, seenAt })] : []
  }

  /** Moves the idle deadline if the store takes it. The session was read, so an outage of the write does not refuse the request. */
  async function tryTouch(session: Session): Promise<readonly string[]> {
    try {
      return await touch(session)
    } catch (error) {
      if (!isOidcError(error, 'session_store_unavailable')) throw error
      reportUnmoved(ports, error)
      return []
    }
  }

  /**
   * The cookies of a session that is not valid stay: when the response arrives, the browser may have those of a newer one (decision
   * 129).
   */
  function settle(
    { isRefused, roles, session }: OpenedSession,
    touching: HandleOptions['touch'],
  ): MaybePromise<SessionReading> {
    const valid = validateOpened(context, session)
    if (valid === undefined) return anonymous
    const reading = { session, roles, isRefused, expiresAt: valid.expiresAt }
    if (!valid.touch || touching === 'never') return { ...reading, setCookies: anonymous.setCookies }
    return tryTouch(session).then((setCookies) => ({ ...reading, setCookies }))
  }

  async function endRequest(cookies: RequestCookies): Promise<void> {
    const id = cookies.get(names.session)
    if (id !== undefined && sessionId.test(id)) await store.delete(await keyOf({ id }))
  }

  /** Finds what a refresh can do with a change that the store does not take: the refresh token in the store is used up. */
  async function readUnsaved({ record }: UnsavedChange, session: Session): Promise<RefreshClaim> {
    if (record === undefined || (await readEntry(session)) === undefined) return { state: 'ended' }
    if (record.session.generation > session.generation) return { state: 'refreshed', record }
    throw unavailable('replace', 'it did not take the last refresh of the session')
  }

  return {
    read(cookies, touching) {
      const id = cookies.get(names.session)
      if (id === undefined || !sessionId.test(id)) return anonymous
      return andThen(openNewest(id), (opened) => (opened ? settle(opened, touching) : anonymous))
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

    async readRecord(session) {
      const change = await saveAgain(session.id)
      const found = await readEntry(session)
      if (change === undefined || found === undefined) return found?.record
      const { record } = change
      return record && record.session.generation > found.record.session.generation ? record : found.record
    },
    async claimRefresh(session) {
      const change = await saveAgain(session.id)
      if (change !== undefined) return readUnsaved(change, session)
      for (let attempt = 0; attempt < maxClaimAttempts; attempt += 1) {
        const found = await readEntry(session)
        if (found === undefined) return { state: 'ended' }
        const { entry, key, record } = found
        if (record.session.generation > session.generation) return { state: 'refreshed', record }
        const { lockVersion } = entry
        if (lockVersion !== 0 && !locks.hasExpired(session.id, lockVersion, ports.now()))
          return { state: 'busy' }
        const version = entry.version + 1
        if (await store.replace(key, { ...entry, version, lockVersion: version }, entry.version)) {
          locks.take(session.id, version, ports.now())
          return { state: 'claimed', record }
        }
      }
      return { state: 'busy' }
    },
    async releaseRefresh(session) {
      await update(session, (_record, entry) =>
        locks.isOwn(session.id, entry.lockVersion)
          ? { ...entry, version: entry.version + 1, lockVersion: 0 }
          : undefined,
      )
    },
    replace: (record) => save({ session: record.session, record }),
    write: () => [],
    async revoke(session) {
      await save({ session, record: undefined })
    },
    async endAll(scope, { at, isProven }) {
      // The record comes first: a session that is created in between is then found by its own request.
      if (isProven) await logouts.record(await nameScope(scope), at)
      return store.deleteAll(await indexOf(scope))
    },
    async isLoggedOut(session, begunAt) {
      const latest = await logouts.findLatest(await listNames(session))
      return latest !== undefined && latest >= begunAt
    },
  }
}
