import { isOidcError } from '@x/oidc-core'
import type { SessionRecord } from '../browser-sessions.ts'
import { keepWhatFits } from '../keep-what-fits.ts'
import { revokeTokens } from '../revoke-tokens.ts'
import type { SessionContext } from '../session-context.ts'
import { describeSession, type Session } from '../session.ts'
import type { EndedRefresh, RefreshOutcome } from './session-refresher.ts'

/** A refresher is a part of the context of sessions. */
export type RefreshContext = Omit<SessionContext, 'refresher'>

/** Saves the new version. A session that was ended during the refresh stays ended, and its new tokens are revoked. */
export async function save(
  context: RefreshContext,
  before: Session,
  record: SessionRecord,
): Promise<RefreshOutcome> {
  const { ports, sessions } = context
  const { tokens } = record
  const revoke = (): Promise<void> => revokeTokens(context, before, tokens)
  let fitting: Session
  try {
    const saved = await keepWhatFits(ports, record.session, (session) =>
      sessions.replace({ session, tokens }),
    )
    if (!saved.result) return { outcome: 'ended', revoked: revoke() }
    fitting = saved.session
  } catch (error) {
    if (!isOidcError(error, 'session_too_large')) throw error
    // The old refresh token is used up, and the new one cannot be kept.
    return end(context, before, error.code, revoke())
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

/**
 * Ends a session that the provider does not confirm.
 * @param revoked settles when the tokens that the provider gave nevertheless are revoked
 */
export async function end(
  context: RefreshContext,
  session: Session,
  why: string,
  revoked?: Promise<void>,
): Promise<EndedRefresh> {
  await context.sessions.revoke(session)
  context.ports.log({
    level: 'info',
    code: 'session_ended',
    message: `A session of ${session.providerId} ended, because the provider did not confirm it: ${why}.`,
    ...(await describeSession(session)),
    detail: { why },
  })
  return { outcome: 'ended', ...(revoked && { revoked }) }
}
