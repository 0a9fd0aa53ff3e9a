import type { HandleOptions } from '../http/wait-until.ts'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import type { RequestCookies, SessionReading, SessionRecord } from './browser-sessions.ts'
import { noSession } from './cookie-sessions.ts'
import { buildOpened, validateOpened } from './opened-session.ts'
import { compareRoleAge, isTokenDueEarly, planRoleRenewal } from './refresh/renewal.ts'
import type { SessionContext } from './session-context.ts'
import type { Session } from './session.ts'

/** Seconds that a request waits for new roles while the old ones still count. */
const shortWaitSeconds = 3

/** Seconds that a request waits for what it cannot do without: longer than a request to the provider takes. */
export const longWaitSeconds = 15

/** Refreshes the session of a request if its roles are due. Most requests get their reading back at once. */
export function renewIfDue(
  context: SessionContext,
  reading: SessionReading,
  cookies: RequestCookies,
  handling: HandleOptions | undefined,
): MaybePromise<SessionReading> {
  const { session } = reading
  if (session === undefined || handling?.refresh === 'never') return reading
  const now = context.ports.now()
  const plan = planRoleRenewal(context, session, now)
  const isDue = plan === 'refresh' || plan === 'userinfo'
  if (!isDue && !(handling?.refresh === 'early' && isTokenDueEarly(context.config, session, now)))
    return reading
  const mayGoOn = compareRoleAge(context, session, now) === 'current'
  return renew(context, { reading, session }, cookies, {
    handling,
    waitSeconds: mayGoOn ? shortWaitSeconds : longWaitSeconds,
  })
}

async function renew(
  context: SessionContext,
  { reading, session }: { readonly reading: SessionReading; readonly session: Session },
  cookies: RequestCookies,
  options: { readonly waitSeconds: number; readonly handling: HandleOptions | undefined },
): Promise<SessionReading> {
  const refreshed = await context.refresher.refresh(session, cookies, options)
  switch (refreshed.outcome) {
    case 'refreshed':
      return buildReading(context, refreshed.record, cookies, reading)
    case 'ended':
      // The cookies are deleted by the next request that sends them: this browser may have a new session by now.
      return { ...noSession, setCookies: [] }
    case 'failed':
      return reading
  }
}

/** Builds the reading of a request from a newer version of its session. */
function buildReading(
  context: SessionContext,
  record: SessionRecord,
  cookies: RequestCookies,
  before: SessionReading,
): MaybePromise<SessionReading> {
  const { session, roles, isRefused } = buildOpened(context, record.session)
  const valid = validateOpened(context, session)
  if (valid === undefined) return before
  return andThen(context.sessions.write(record, cookies), (written) => ({
    ...{ session, roles, isRefused, expiresAt: valid.expiresAt },
    // New cookies of the session replace those that only move its idle deadline.
    setCookies: written.length > 0 ? written : before.setCookies,
  }))
}
