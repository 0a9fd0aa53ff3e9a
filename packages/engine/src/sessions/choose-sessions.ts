import type { ReplayStore } from '../cache/replay-store.ts'
import type { BrowserSessions } from './browser-sessions.ts'
import { createCookieSessions } from './cookie-sessions.ts'
import { createLazySessions } from './lazy-sessions.ts'
import type { SessionContext } from './session-context.ts'
import type { SessionStore } from './session-store.ts'
import type { UnsavedSessions } from './unsaved-sessions.ts'

/** Where the sessions of an engine are kept. */
export interface SessionPlaces {
  /** Undefined if sessions are kept in cookies. */
  readonly store: SessionStore | undefined
  /** The list of sessions that were ended. A store does not need it. */
  readonly replayStore: ReplayStore | undefined
  /** Creates what a store could not save, or finds it in the memory of the process. */
  readonly shareUnsaved: (create: () => UnsavedSessions) => UnsavedSessions
}

/** Chooses where sessions are kept. The code of all but plain cookies is loaded with the first session. */
export function chooseSessions(
  context: Omit<SessionContext, 'sessions' | 'refresher'>,
  { store, replayStore, shareUnsaved }: SessionPlaces,
): BrowserSessions {
  const { cookieDomain } = context.config.session
  const prepare = async () =>
    cookieDomain === undefined
      ? context
      : (await import('./shared-sessions.ts')).shareSessions(context, cookieDomain)

  if (store !== undefined)
    return createLazySessions(async () => {
      const { createStoredSessions } = await import('./stored-sessions.ts')
      const { createUnsavedSessions } = await import('./unsaved-sessions.ts')
      const unsaved = shareUnsaved(() => createUnsavedSessions(context.ports))
      return createStoredSessions(await prepare(), store, unsaved)
    })
  if (replayStore !== undefined)
    return createLazySessions(async () => {
      const { createRevocableSessions } = await import('./revocable-sessions.ts')
      return createRevocableSessions(await prepare(), replayStore)
    })
  if (cookieDomain !== undefined) return createLazySessions(async () => createCookieSessions(await prepare()))
  return createCookieSessions(context)
}
