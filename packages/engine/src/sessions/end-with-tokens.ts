import { withTimeout } from '../cache/timeout.ts'
import { type HandleOptions, keepAlive } from '../http/wait-until.ts'
import type { RequestCookies } from './browser-sessions.ts'
import { revokeTokens } from './revoke-tokens.ts'
import type { SessionContext } from './session-context.ts'
import type { SessionTokens } from './session-tokens.ts'
import type { Session } from './session.ts'

/** Seconds that a sign-out waits for a running refresh, and after the end of the session for the revocation. */
const waitSeconds = 3

export interface EndedSession {
  /** Values of the `Set-Cookie` headers of the response. */
  readonly setCookies: readonly string[]
  /** Settles when the tokens are revoked, after 3 seconds at the latest. It never rejects. */
  readonly revoked: Promise<unknown>
}

/**
 * Ends the session of a request for all requests, and revokes its newest tokens. A refresh that takes longer than the sign-out
 * finds the session ended, and revokes its own tokens. The revocation goes on after the response.
 * @throws OidcError `session_store_unavailable`: the tokens that could be read are revoked all the same
 */
export async function endWithTokens(
  context: SessionContext,
  session: Session,
  cookies: RequestCookies,
  handling: HandleOptions = {},
): Promise<EndedSession> {
  const { ports, refresher, sessions } = context
  await withTimeout(ports.startTimer, waitSeconds, () => refresher.settle(session))
  const tokens = context.keepsTokens ? await readTokens(context, session, cookies) : undefined
  const revoke = (): Promise<unknown> => {
    const revoking = revokeTokens(context, session, tokens)
    keepAlive(handling, undefined, () => revoking)
    return withTimeout(ports.startTimer, waitSeconds, () => revoking)
  }
  try {
    return { setCookies: await sessions.end(cookies), revoked: revoke() }
  } catch (error) {
    await revoke()
    throw error
  }
}

/** Without its tokens a session ends all the same. */
async function readTokens(
  { sessions }: SessionContext,
  session: Session,
  cookies: RequestCookies,
): Promise<SessionTokens | undefined> {
  try {
    return (await sessions.readRecord(session, cookies))?.tokens
  } catch {
    // The end of the session meets the same outage, and reports it.
    return undefined
  }
}
