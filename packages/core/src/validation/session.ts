import { isPastInstant } from './instant.ts'

/** The instants of a session, NumericDate. */
export interface SessionInstants {
  /** When the person signed in, as NumericDate. */
  readonly createdAt: number
  /** When the session ends whatever happens, as NumericDate. */
  readonly expiresAt: number
  /** When the idle deadline was last moved, as NumericDate. */
  readonly seenAt: number
}

/** How long a session lasts. */
export interface SessionLifetimes {
  /** Seconds from the sign-in to the end. */
  readonly absoluteSeconds: number
  /** Seconds without a request after which it ends. */
  readonly idleSeconds: number
  /** The tolerated difference between two clocks, in seconds. */
  readonly clockSkewSeconds: number
}

/** Whether a session is still valid, and when it ends. */
export type SessionResult =
  | { readonly live: false }
  /** `touch`: the idle deadline moves, so write the session again with `seenAt` now. */
  | { readonly live: true; readonly touch: boolean; readonly expiresAt: number }

/**
 * Validates the lifetimes of a session. The configured lifetimes count: shortening them ends existing sessions too.
 * The idle deadline moves only after a tenth of it has passed, so that most responses write no cookie.
 */
export function validateSession(
  session: SessionInstants,
  { absoluteSeconds, clockSkewSeconds, idleSeconds }: SessionLifetimes,
  now: number,
): SessionResult {
  const clock = { now, clockSkewSeconds }
  const expiresAt = Math.min(session.expiresAt, session.createdAt + absoluteSeconds)
  // Each condition states what must hold, so that a NaN clock or lifetime ends the session.
  const isLive =
    // If this does not hold, the clock was set back, so the age of the session is unknown.
    isPastInstant(session.createdAt, clock) &&
    isPastInstant(session.seenAt, clock) &&
    now < expiresAt &&
    now < session.seenAt + idleSeconds
  return isLive ? { live: true, touch: now - session.seenAt > idleSeconds / 10, expiresAt } : { live: false }
}
