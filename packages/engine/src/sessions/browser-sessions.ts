import type { RoleReading } from '../access/auth.ts'
import type { HandleOptions } from '../http/wait-until.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { LogoutScope } from './logouts.ts'
import type { Session } from './session.ts'
import type { SessionTokens } from './session-tokens.ts'

/** The engine's cookies of a request, by name. */
export type RequestCookies = ReadonlyMap<string, string>

/**
 * The session of a request. Every member is present, even if it is undefined. A missing member would be
 * read from a polluted `Object.prototype`, and an anonymous request could get a user.
 */
export interface SessionReading {
  /** Undefined: the request has no valid session. */
  readonly session: Session | undefined
  /** The roles of the session: one set for all its requests (decision 50). */
  readonly roles: RoleReading<string> | undefined
  /** Whether the mapping of this process does not admit the person of the session (decision 109). */
  readonly isRefused: boolean
  /** NumericDate of the absolute end of the session. */
  readonly expiresAt: number | undefined
  /** Cookies that the response has to write: the moved idle deadline, or the deletion of cookies that are no longer valid. */
  readonly setCookies: readonly string[]
}

/** A session together with the tokens that it keeps. */
export interface SessionRecord {
  readonly session: Session
  readonly tokens: SessionTokens | undefined
}

/** A logout that was accepted. */
export interface Logout {
  /** Sessions whose sign-in began up to this instant end: NumericDate. */
  readonly at: number
  /** Whether the provider or the application asked for it. A frame proves nothing: any page can contain it. */
  readonly isProven: boolean
}

/** What a process that wants to refresh a session finds. */
export type RefreshClaim =
  /** This process refreshes the session now: no other one does. */
  | { readonly state: 'claimed'; readonly record: SessionRecord }
  /** The session has been refreshed since the request read it. */
  | { readonly state: 'refreshed'; readonly record: SessionRecord }
  /** Another process refreshes it. */
  | { readonly state: 'busy' }
  | { readonly state: 'ended' }

/**
 * The sessions of browsers: in sealed cookies, or in a `SessionStore`. The returned strings are values of the `Set-Cookie` headers
 * that the response must have.
 */
export interface BrowserSessions {
  /**
   * Reads the session of a request, at once if nothing has to be awaited.
   * @param touch whether the request may move the idle deadline
   */
  readonly read: (cookies: RequestCookies, touch?: HandleOptions['touch']) => MaybePromise<SessionReading>
  /**
   * Creates a session, and replaces the one of the request.
   * @throws OidcError `session_too_large`
   */
  readonly create: (record: SessionRecord, cookies: RequestCookies) => Promise<readonly string[]>
  /** Moves the idle deadline of a session. */
  readonly touch: (session: Session, cookies: RequestCookies) => Promise<readonly string[]>
  /** Ends the session of the request, whether it is still valid or not. */
  readonly end: (cookies: RequestCookies) => Promise<readonly string[]>

  /** Reads the newest version of a session with its tokens; undefined if it has ended. */
  readonly readRecord: (session: Session, cookies: RequestCookies) => MaybePromise<SessionRecord | undefined>
  /** Claims the refresh of a session, so that no other process sends its refresh token. */
  readonly claimRefresh: (session: Session, cookies: RequestCookies) => MaybePromise<RefreshClaim>
  /** Gives up a claim without a result. */
  readonly releaseRefresh: (session: Session) => MaybePromise<void>
  /**
   * Saves a refreshed session, for all its requests. Returns false if the session was ended in the meantime.
   * @throws OidcError `session_too_large`
   */
  readonly replace: (record: SessionRecord) => MaybePromise<boolean>
  /** Builds the cookies for a browser whose request had an older version of the session. */
  readonly write: (record: SessionRecord, cookies: RequestCookies) => MaybePromise<readonly string[]>
  /** Ends a session for all its requests. */
  readonly revoke: (session: Session) => MaybePromise<void>

  /**
   * Ends all sessions of a logout, and those of sign-ins that began before it. Returns their number, if it is known.
   * @throws OidcError `session_store_unavailable`
   */
  readonly endAll: (scope: LogoutScope, logout: Logout) => Promise<number | undefined>
  /** Whether a logout that arrived since `begunAt` ends the session, which was just created. */
  readonly isLoggedOut: (session: Session, begunAt: number) => MaybePromise<boolean>
}
