import { withTimeout } from '../cache/timeout.ts'
import { type HandleOptions, keepAlive } from '../http/wait-until.ts'
import type { RequestCookies, SessionRecord } from './browser-sessions.ts'
import { revokeTokens } from './revoke-tokens.ts'
import type { SessionContext } from './session-context.ts'
import type { SignIn } from './sign-in.ts'

/** Seconds that a sign-in waits for a running refresh of the session that it replaces. */
const waitSeconds = 3

/**
 * Reads the session that a sign-in or a denial is about to end, with its newest tokens. A running refresh ends first: finding its
 * session ended, it would revoke tokens of a grant that the new session may belong to.
 */
export async function readReplacedSession(
  context: SessionContext,
  cookies: RequestCookies,
): Promise<SessionRecord | undefined> {
  if (!context.keepsTokens) return undefined
  const { ports, refresher, sessions } = context
  try {
    const { session } = await sessions.read(cookies)
    if (session === undefined) return undefined
    await withTimeout(ports.startTimer, waitSeconds, () => refresher.settle(session))
    return await sessions.readRecord(session, cookies)
  } catch {
    // The sign-in meets the same outage, and reports it.
    return undefined
  }
}

/**
 * Revokes the tokens of a session that a sign-in has ended, after the response. Those of the same person at the same provider stay: a
 * provider may count both sign-ins as one grant, and end the new one, too (decision 112).
 */
export function revokeReplaced(
  context: SessionContext,
  replaced: SessionRecord | undefined,
  { decision, providerId }: SignIn,
  handling: HandleOptions = {},
): void {
  if (replaced === undefined) return
  const { session, tokens } = replaced
  const isSamePerson = session.providerId === providerId && session.subject === decision.subject
  if (decision.admitted && isSamePerson) return
  keepAlive(handling, undefined, () => revokeTokens(context, session, tokens))
}
