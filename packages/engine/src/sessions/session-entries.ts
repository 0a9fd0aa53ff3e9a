import { OidcError } from '@x/oidc-core'
import { createHotCache, resolveCacheBytes } from '../cache/hot-cache.ts'
import { computeSha256 } from '../crypto/hash.ts'
import { isJsonObject } from '../json/json-object.ts'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import type { SessionRecord } from './browser-sessions.ts'
import type { LogoutScope } from './logouts.ts'
import { createOpener, type OpenedSession } from './opened-session.ts'
import { maxStoredLength } from './safe-store.ts'
import { unavailable } from './safe-store.ts'
import { encodeSession } from './session-codec.ts'
import type { SessionContext } from './session-context.ts'
import type { SessionStore, StoredSession } from './session-store.ts'
import { decodeTokens, encodeTokens } from './session-tokens.ts'
import type { Session } from './session.ts'

/** Attempts to write a version while other requests move the idle deadline. */
const maxAttempts = 10

/** The memory for keys: enough for 4000 sessions for sure, and for twice as many with luck. */
const keyCacheBytes = 2 ** 21

/** Creates the functions that seal sessions for the entries of a store, and open them. */
export function createSessionEntries(
  context: Pick<SessionContext, 'config' | 'providers' | 'sealer'>,
  store: SessionStore,
) {
  const { config, sealer } = context
  const openSealed = createOpener(context)
  const keys = createHotCache<string>(
    Math.min(keyCacheBytes, resolveCacheBytes(config.session.cacheMebibytes)),
  )

  /** Computes the key of a session. Hashing takes longer than all the rest of a read, so the keys of sessions that exist are cached. */
  function findKey(id: string): MaybePromise<string> {
    return keys.read(id) ?? keyOf({ id })
  }

  /** Opens the entry of a session. What was opened is cached by its data alone, and the store may return the data of another session. */
  function open(id: string, key: string, { data }: StoredSession): MaybePromise<OpenedSession | undefined> {
    const opening = openSealed(data, () => {
      const unsealed = sealer.unseal('stored', key, data)
      return andThen(unsealed, (payload) => (isJsonObject(payload) ? payload['session'] : undefined))
    })
    return andThen(opening, (opened) => {
      if (opened?.session.id !== id) return undefined
      if (keys.read(id) === undefined) keys.write(id, key, { length: key.length })
      return opened
    })
  }

  async function buildEntry({ session, tokens }: SessionRecord, version: number): Promise<StoredSession> {
    const key = await keyOf(session)
    const payload = {
      session: encodeSession(session),
      ...(tokens === undefined ? {} : { tokens: encodeTokens(session, tokens) }),
    }
    const data = await sealer.seal('stored', key, payload)
    if (data.length > maxStoredLength) throw tooLarge(data.length)
    const idleEnd = session.seenAt + config.session.idleSeconds
    const { issuer, providerSessionId, subject } = session
    const scopes = [undefined, ...(providerSessionId === undefined ? [] : [providerSessionId])]
    return {
      ...{ data, version, lockVersion: 0 },
      expiresAt: Math.min(session.expiresAt, idleEnd),
      indexes: await Promise.all(scopes.map(async (sessionId) => indexOf({ issuer, sessionId, subject }))),
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

  return { buildEntry, findKey, open, readEntry, update }
}

/** The store knows a session by this hash, so that a copy of the store contains no id that a browser could send. */
export function keyOf({ id }: Pick<Session, 'id'>): MaybePromise<string> {
  return computeSha256(`session ${id}`)
}

/** The index of a session at the provider, or of all sessions of a person if `sessionId` is undefined. */
export function indexOf({ issuer, sessionId, subject = '' }: LogoutScope): MaybePromise<string> {
  return computeSha256(
    sessionId === undefined ? `subject ${issuer} ${subject}` : `sid ${issuer} ${sessionId}`,
  )
}

function tooLarge(bytes: number): OidcError {
  const message =
    `The session takes ${bytes} bytes of the store, more than ${maxStoredLength}. Set session.keep to what the application needs, give ` +
    'the person fewer roles, let onSignIn return less extra, or let the provider send less.'
  return new OidcError('session_too_large', message, { bytes, limit: maxStoredLength, largest: 'session' })
}
