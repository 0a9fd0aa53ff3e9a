import type { HandleOptions } from '../../http/wait-until.ts'
import type { RequestCookies, SessionRecord } from '../browser-sessions.ts'
import type { Session } from '../session.ts'

/** Refreshes sessions: once for any number of requests. */
export interface SessionRefresher {
  /**
   * Refreshes a session, or waits for the refresh that is already running. A caller that stops waiting does not stop the refresh.
   * Never rejects.
   * @param waitSeconds how long the caller waits
   */
  readonly refresh: (
    session: Session,
    cookies: RequestCookies,
    options: { readonly waitSeconds: number; readonly handling?: HandleOptions | undefined },
  ) => Promise<RefreshOutcome>
  /** Waits for a running refresh of a session, so that its result can be ended. */
  readonly settle: (session: Session) => Promise<void>
}

/** What a refresh came to. */
export type RefreshOutcome =
  /** The newest version of the session. `error`: why the roles or the access token in it are still the old ones. */
  | { readonly outcome: 'refreshed'; readonly record: SessionRecord; readonly error?: unknown }
  | { readonly outcome: 'ended' }
  /** The session goes on as it is. */
  | { readonly outcome: 'failed'; readonly error: unknown }
