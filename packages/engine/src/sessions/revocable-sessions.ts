import type { ReplayStore } from '../cache/replay-store.ts'
import type { BrowserSessions } from './browser-sessions.ts'
import { createCookieSessions } from './cookie-sessions.ts'
import { longestSignInSeconds } from './logouts.ts'
import { createListedLogouts } from './listed-logouts.ts'
import type { SessionContext } from './session-context.ts'
import { createSessionRevocations } from './session-revocations.ts'

/** Creates sessions in cookies that a logout can end, by a list of logouts in `replayStore`. */
export function createRevocableSessions(
  context: Omit<SessionContext, 'sessions' | 'refresher' | 'pages'>,
  replayStore: ReplayStore,
): BrowserSessions {
  const { config, ports } = context
  // A logout must not expire before the sessions and the sign-ins that it ends, also by a clock that differs by the tolerance.
  const longestSessionSeconds = config.session.absoluteSeconds + config.clockSkewSeconds
  const keptSeconds = Math.max(longestSessionSeconds, longestSignInSeconds(config))
  const logouts = createListedLogouts(replayStore, ports, keptSeconds)
  const revocations = createSessionRevocations(logouts, replayStore, { keptSeconds, now: ports.now })
  return createCookieSessions(context, revocations)
}
