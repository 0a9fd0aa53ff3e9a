import { createTtlCache } from '../cache/ttl-cache.ts'
import type { Ports } from '../ports.ts'
import type { SessionRecord } from './browser-sessions.ts'
import type { Session } from './session.ts'

/**
 * The newest versions of sessions whose tokens are in cookies. A browser may not have received them: its request was under way during the
 * refresh, or its response was lost. Without them a refresh token that was used would be sent again, and the provider would end the
 * session. They are in the memory of the only process.
 */
export interface LatestSessions {
  /** Finds the newest version of a session; undefined if none is stored that is at least as new as this one. */
  readonly find: (session: Session) => SessionRecord | undefined
  /** Stores a refreshed session. Returns false if the session has ended. */
  readonly write: (record: SessionRecord) => boolean
  /** Ends a session: cookies of it that are still in a browser are not valid. */
  readonly end: (session: Session) => void
  readonly isEnded: (id: string) => boolean
}

const maxSessions = 50_000

/** Characters of all stored sessions together: about 10,000 sessions whose tokens have 3 kB. */
const maxCharacters = 32 * 2 ** 20

/** The tolerated difference between the end of a session and the end of its entry: the clock may be set back. */
const graceSeconds = 300

export function createLatestSessions({ now }: Pick<Ports, 'now'>): LatestSessions {
  const records = createTtlCache<SessionRecord>(maxSessions, maxCharacters)
  const ended = createTtlCache<true>(maxSessions)

  /** From the beginning of time: without its entry a session would end if the clock is set back. */
  function lifetimeOf({ expiresAt }: Session): { readonly at: number; readonly until: number } {
    return { at: 0, until: expiresAt + graceSeconds }
  }

  return {
    find(session) {
      if (!records.has(session.id)) return undefined
      const record = records.read(session.id, now())
      return record !== undefined && record.session.generation >= session.generation ? record : undefined
    },
    write(record) {
      const { session } = record
      if (ended.read(session.id, now())) return false
      const length = (): number => JSON.stringify(record).length
      records.write(session.id, record, { ...lifetimeOf(session), length })
      return true
    },
    end(session) {
      ended.write(session.id, true, lifetimeOf(session))
      records.write(session.id, { session, tokens: undefined }, { at: 0, until: 0 })
    },
    isEnded: (id) => ended.has(id) && ended.read(id, now()) === true,
  }
}
