import { isOidcError, type OidcError } from '@x/oidc-core'
import { createTtlCache } from '../cache/ttl-cache.ts'
import { countFailure, countOutage } from '../http/count-outage.ts'
import type { Ports } from '../ports.ts'
import type { SessionRecord } from './browser-sessions.ts'
import type { Session } from './session.ts'

/** A change of a session that a store did not take. */
export interface UnsavedChange {
  readonly session: Session
  /** The newest version; undefined if the session has ended. */
  readonly record: SessionRecord | undefined
}

/**
 * Changes that a store did not take during an outage. The provider accepts a refresh token once, so a new one that is lost would end the
 * session. They are in the memory of this process, whose later requests use them and write them again. If the process ends first, the
 * next refresh is refused, and the session ends.
 */
export interface UnsavedSessions {
  readonly find: (id: string) => UnsavedChange | undefined
  /**
   * Writes a change, with two more attempts during an outage. After that, the change is kept, and the result is true.
   * @param write returns false if the session has ended
   */
  readonly save: (change: UnsavedChange, write: () => Promise<boolean>) => Promise<boolean>
  /**
   * Writes a kept change again, to the store that did not take it, at most once in a few seconds. An outage is not an error: the change
   * stays.
   */
  readonly saveAgain: (change: UnsavedChange) => Promise<void>
}

/** A change with the function that writes it. Engines that share this memory may have several stores. */
interface Kept {
  readonly change: UnsavedChange
  readonly write: () => Promise<boolean>
}

const maxSessions = 10_000

/** Characters of all kept changes together. */
const maxCharacters = 16 * 2 ** 20

/** Seconds before the second and the third attempt. */
const delays = [0.5, 2]

/** Seconds after which no further attempt begins: the lock of the session must not expire meanwhile. */
const maxSeconds = 12

/** Seconds between two later attempts of one session. */
const pauseSeconds = 3

/** The tolerated difference between the end of a session and the end of its entry: the clock may be set back. */
const graceSeconds = 300

export function createUnsavedSessions(ports: Pick<Ports, 'now' | 'startTimer'>): UnsavedSessions {
  const changes = createTtlCache<Kept>(maxSessions, maxCharacters)
  const pauses = createTtlCache<true>(maxSessions)

  function keep(kept: Kept): void {
    const { change } = kept
    // From the beginning of time: without the change the session would end if the clock is set back.
    const at = 0
    const length = (): number => JSON.stringify(change).length
    changes.write(change.session.id, kept, { at, until: change.session.expiresAt + graceSeconds, length })
  }

  function pause({ session }: UnsavedChange): void {
    const at = ports.now()
    pauses.write(session.id, true, { at, until: at + pauseSeconds })
  }

  function drop({ session }: UnsavedChange): void {
    const change = { session, record: undefined }
    changes.write(session.id, { change, write: () => Promise.resolve(true) }, { at: 0, until: 0 })
  }

  const findKept = (id: string): Kept | undefined =>
    changes.has(id) ? changes.read(id, ports.now()) : undefined

  return {
    find: (id) => findKept(id)?.change,
    async save(change, write) {
      const begunAt = ports.now()
      for (const delay of [...delays, undefined]) {
        try {
          const isSaved = await write()
          drop(change)
          return isSaved
        } catch (error) {
          if (!isOidcError(error, 'session_store_unavailable')) throw error
          if (delay === undefined || !(ports.now() - begunAt < maxSeconds)) break
          await new Promise<void>((resolve) => {
            ports.startTimer(delay, resolve)
          })
        }
      }
      keep({ change, write })
      pause(change)
      return true
    },
    async saveAgain(change) {
      const { id } = change.session
      const kept = findKept(id)
      if (kept === undefined || pauses.read(id, ports.now()) === true) return
      pause(change)
      try {
        await kept.write()
        // A newer change may have been kept in the meantime.
        if (findKept(id) === kept) drop(change)
      } catch (error) {
        if (!isOidcError(error, 'session_store_unavailable')) throw error
      }
    },
  }
}

/** Reports a change that the store did not take, once a minute. */
export function reportUnsaved(ports: Ports, { session: { providerId } }: UnsavedChange): void {
  const error = 'session_store_unavailable'
  const unreported = countFailure(ports, ['session_refresh_failed', providerId, error])
  if (unreported === undefined) return
  ports.log({
    level: 'warn',
    code: 'session_refresh_failed',
    message:
      `The session store does not take a refreshed session of ${providerId}. It is in the memory of this process until the store ` +
      'takes it.',
    providerId,
    unreported,
    detail: { error },
  })
}

/** Reports an idle deadline that the store did not move, once a minute. */
export function reportUnmoved(ports: Ports, error: OidcError<'session_store_unavailable'>): void {
  const { code, detail, message } = error
  if (countOutage(ports, error) === undefined) return
  ports.log({
    level: 'warn',
    code,
    message: `${message} The idle deadline of a session was not moved, and its request went on.`,
    detail,
  })
}
