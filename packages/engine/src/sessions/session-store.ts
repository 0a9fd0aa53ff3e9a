import type { RoleReading } from '../access/auth.ts'
import type { Session } from './session.ts'

/** The engine's cookies of a request, by name. */
export type RequestCookies = ReadonlyMap<string, string>

/**
 * The session of a request, as a store returns it. Every member is present, even if it is undefined. A missing member would be
 * read from a polluted `Object.prototype`, and an anonymous request could get a user.
 */
export interface SessionReading {
  /** Undefined: the request has no valid session. */
  readonly session: Session | undefined
  /** The roles of the session: one set for all its requests (decision 50). */
  readonly roles: RoleReading<string> | undefined
  /** NumericDate of the absolute end of the session. */
  readonly expiresAt: number | undefined
  /** Cookies that the response has to write: the moved idle deadline, or the deletion of cookies that are no longer valid. */
  readonly setCookies: readonly string[]
}

/** Stores sessions. The returned strings are values of the `Set-Cookie` headers that the response must have. */
export interface SessionStore {
  /** Reads the session of a request, at once if nothing has to be awaited. */
  readonly read: (cookies: RequestCookies) => SessionReading | Promise<SessionReading>
  /**
   * Stores a new session, and replaces the one of the request.
   * @throws OidcError `session_too_large`
   */
  readonly create: (session: Session, cookies: RequestCookies) => Promise<readonly string[]>
  /** Moves the idle deadline of a session. */
  readonly touch: (session: Session, cookies: RequestCookies) => Promise<readonly string[]>
  /** Ends the session of the request, whether it is still valid or not. */
  readonly end: (cookies: RequestCookies) => Promise<readonly string[]>
}
