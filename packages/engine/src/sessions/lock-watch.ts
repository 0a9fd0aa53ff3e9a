import { createTtlCache } from '../cache/ttl-cache.ts'

/** Seconds for which one process may refresh a session: each of up to eight requests and functions has at most 10. */
const lockSeconds = 90

/** Seconds that the time between two looks at a lock counts at most: a clock that was set must not end a lock that is held. */
const maxSecondsOfLook = 30

const maxLocks = 10_000

/** What this process knows of the lock of one session. */
interface WatchedLock {
  /** The version of the session with which the lock was taken, which no other lock of the session has. */
  readonly version: number
  readonly isOwn: boolean
  readonly lookedAt: number
  /** Seconds for which this process has seen the lock. */
  readonly seconds: number
}

/**
 * Finds out whether a process that holds the lock of a session is gone. The clocks of processes may differ, so no time of another
 * process counts: a lock has expired when this process has seen the same one for 90 seconds of its own.
 */
export interface LockWatch {
  /** Whether a lock has expired that this process finds now. It begins to count at the first look. */
  readonly hasExpired: (sessionId: string, version: number, now: number) => boolean
  /** Keeps that this process has taken the lock of a session. */
  readonly take: (sessionId: string, version: number, now: number) => void
  /** Whether this process has taken this lock. */
  readonly isOwn: (sessionId: string, version: number) => boolean
}

/** Creates a watch over up to 10,000 locks. If there are more, it counts those again that it has not looked at for longest. */
export function createLockWatch(): LockWatch {
  const locks = createTtlCache<WatchedLock>(maxLocks)
  return {
    hasExpired(sessionId, version, now) {
      const known = locks.read(sessionId)
      const seen = known?.version === version ? known : { version, isOwn: false, lookedAt: now, seconds: 0 }
      const passed = Math.min(Math.max(now - seen.lookedAt, 0), maxSecondsOfLook)
      const seconds = seen.seconds + passed
      locks.write(sessionId, { ...seen, lookedAt: now, seconds })
      return seconds >= lockSeconds
    },
    take: (sessionId, version, now) =>
      locks.write(sessionId, { version, isOwn: true, lookedAt: now, seconds: 0 }),
    isOwn(sessionId, version) {
      const known = locks.read(sessionId)
      return known?.version === version && known.isOwn
    },
  }
}
