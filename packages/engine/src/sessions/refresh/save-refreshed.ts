import { isOidcError } from '@x/oidc-core'
import { type HandleOptions, keepAlive } from '../../http/wait-until.ts'
import type { SessionEnder } from '../../events.ts'
import type { RequestCookies, SessionRecord } from '../browser-sessions.ts'
import { keepWhatFits } from '../keep-what-fits.ts'
import { revokeTokens } from '../revoke-tokens.ts'
import type { SessionContext } from '../session-context.ts'
import type { SessionTokens } from '../session-tokens.ts'
import { describeSession, type Session } from '../session.ts'
import type { RefreshOutcome } from './session-refresher.ts'

/** A refresher is a part of the context of sessions. */
export type RefreshContext = Omit<SessionContext, 'refresher'>

/** The context of one refresh, with the functions and the cookies of the request that began it. */
export type RunningRefresh = RefreshContext & {
  readonly handling: HandleOptions
  readonly cookies: RequestCookies
}

const ended: RefreshOutcome = { outcome: 'ended' }

/** Saves the new version. A session that was ended during the refresh stays ended, and its new tokens are revoked. */
export async function save(
  context: RunningRefresh,
  before: Session,
  record: SessionRecord,
): Promise<RefreshOutcome> {
  const { ports } = context
  let { tokens } = record
  const revoke = (): void => revokeInBackground(context, before, tokens)
  let fitting: Session
  try {
    const saved = await keepWhatFits(ports, record.session, (session) =>
      replace(context, { session, tokens }),
    )
    if (!saved.result.isSaved) {
      revoke()
      return ended
    }
    fitting = saved.session
    tokens = saved.result.tokens
  } catch (error) {
    if (!isOidcError(error, 'session_too_large')) throw error
    // The old refresh token is used up, and the new one cannot be kept.
    revoke()
    return end(context, before, 'browser', error.code)
  }
  const { roles } = fitting
  const rolesChanged = roles.join(' ') !== before.roles.join(' ')
  ports.log({
    level: 'info',
    code: 'session_refreshed',
    message: `A session of ${before.providerId} was refreshed.`,
    ...(await describeSession(before)),
    detail: { rolesChanged },
  })
  return { outcome: 'refreshed', record: { session: fitting, tokens } }
}

/** An ID Token that waits for its decision is left out before anything else. */
async function replace(
  { sessions }: RefreshContext,
  { session, tokens }: SessionRecord,
): Promise<{ readonly isSaved: boolean; readonly tokens: SessionTokens | undefined }> {
  try {
    return { isSaved: await sessions.replace({ session, tokens }), tokens }
  } catch (error) {
    if (!isOidcError(error, 'session_too_large') || tokens?.undecided?.raw === undefined) throw error
    const fitting = { ...tokens, undecided: { ...tokens.undecided, raw: undefined } }
    return { isSaved: await sessions.replace({ session, tokens: fitting }), tokens: fitting }
  }
}

/** Revokes the tokens of a session that ends. A platform that ends work with the request must not end this work. */
export function revokeInBackground(
  context: RunningRefresh,
  session: Session,
  tokens: SessionTokens | undefined,
): void {
  keepAlive(context.handling, undefined, () => revokeTokens(context, session, tokens))
}

/** Ends a session that the provider does not confirm. */
export async function end(
  context: RefreshContext,
  session: Session,
  by: SessionEnder,
  why: string,
): Promise<RefreshOutcome> {
  await context.sessions.revoke(session)
  context.ports.log({
    level: 'info',
    code: 'session_ended',
    message: `A session of ${session.providerId} ended, because the provider did not confirm it: ${why}.`,
    ...(await describeSession(session)),
    detail: { by, why },
  })
  return ended
}
