import type { ReplayStore } from '../cache/replay-store.ts'
import type { BrowserSessions } from './browser-sessions.ts'
import { createCookieSessions } from './cookie-sessions.ts'
import { createListedLogouts } from './listed-logouts.ts'
import type { SessionContext } from './session-context.ts'
import { createSessionRevocations } from './session-revocations.ts'

/** Creates sessions in cookies that a logout can end, by a list of logouts in `replayStore`. */
export function createRevocableSessions(
  context: Omit<SessionContext, 'sessions' | 'refresher' | 'pages'>,
  replayStore: ReplayStore,
): BrowserSessions {
  const { config, ports } = context
  // A clock that differs by the tolerance must not let a logout expire before the sessions that it ends.
  const keptSeconds = config.session.absoluteSeconds + config.clockSkewSeconds
  const logouts = createListedLogouts(replayStore, ports, keptSeconds)
  const revocations = createSessionRevocations(logouts, replayStore, { keptSeconds, now: ports.now })
  return createCookieSessions(context, revocations)
}
