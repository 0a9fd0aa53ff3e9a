import type { RoleReading } from '../access/auth.ts'
import type { Session } from './session.ts'

/** The engine's cookies of a request, by name. */
export type RequestCookies = ReadonlyMap<string, string>

/** What a store knows of the session of a request. */
export interface SessionReading {
  /** Absent: the request has no session that counts. */
  readonly session?: Session
  /** Of the roles of the session: one set for all its requests (decision 50). */
  readonly roles?: RoleReading<string>
  /** NumericDate of the absolute end of the session. */
  readonly expiresAt?: number
  /** What the answer has to write: the moved idle deadline, or the end of cookies that are of no more use. */
  readonly setCookies: readonly string[]
}

/** Where sessions are kept. What it gives are the values of the `Set-Cookie` headers that the answer has to carry. */
export interface SessionStore {
  /** Reads the session of a request, at once where nothing has to be awaited for it. */
  readonly read: (cookies: RequestCookies) => SessionReading | Promise<SessionReading>
  /**
   * Keeps a new session, in place of the one that the request brought.
   * @throws OidcError `session_too_large`
   */
  readonly create: (session: Session, cookies: RequestCookies) => Promise<readonly string[]>
  /** Moves the idle deadline of a session. */
  readonly touch: (session: Session, cookies: RequestCookies) => Promise<readonly string[]>
  /** Ends the session that the request brought, whether it still counts or not. */
  readonly end: (cookies: RequestCookies) => Promise<readonly string[]>
}
