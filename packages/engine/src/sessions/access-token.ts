import { isOidcError } from '@x/oidc-core'
import { noTokens, type TokenReading } from '../access/person-tokens.ts'
import type { HandleOptions } from '../http/wait-until.ts'
import type { RequestCookies, SessionRecord } from './browser-sessions.ts'
import { expiryMarginSeconds, isTokenDue, isTokenLive } from './refresh/renewal.ts'
import { longWaitSeconds } from './renew-reading.ts'
import { describeMissingRefreshToken } from './missing-refresh-token.ts'
import type { SessionContext } from './session-context.ts'
import type { Session } from './session.ts'

const none: readonly string[] = []

/**
 * Reads the access token of a session. It is refreshed first if it expires within half a minute.
 * @throws OidcError `tokens_unavailable`; `provider_unavailable` and others if the token has expired and cannot be refreshed now
 * @throws TypeError if no session of the application keeps tokens
 */
export async function readAccessToken(
  context: SessionContext,
  session: Session | undefined,
  cookies: RequestCookies,
  handling: HandleOptions = {},
): Promise<TokenReading> {
  if (session === undefined) throw noTokens('anonymous', 'The caller is anonymous.')
  const record = await context.sessions.readRecord(session, cookies)
  if (record === undefined) throw noTokens('ended', 'The session has ended.')
  const { tokens } = record
  if (tokens === undefined) throw refuseWithoutTokens(context)
  const now = context.ports.now()
  if (!isTokenDue(context.config, record.session, now)) return build(record, none)
  // The margin is for requests that are under way. Until its expiry the token is valid.
  const isLiveAt = (instant: number): boolean => isTokenLive(context.config, tokens, instant)
  const isLive = isLiveAt(now)
  if (tokens.refreshToken === undefined || handling.refresh === 'never') {
    if (isLive) return build(record, none)
    const cause =
      tokens.refreshToken === undefined
        ? describeMissingRefreshToken(context, record.session.providerId)
        : 'this step of the request cannot refresh it: a proxy in front of it can'
    throw noTokens('expired', `The access token has expired, and ${cause}.`)
  }
  const outcome = await context.refresher.refresh(record.session, cookies, {
    waitSeconds: isLive ? expiryMarginSeconds / 10 : longWaitSeconds,
    handling,
  })
  switch (outcome.outcome) {
    case 'refreshed':
      // An answer without an access token leaves the old one as it is.
      if (!isLive && outcome.record.tokens?.accessToken === tokens.accessToken)
        throw noTokens('expired', 'The access token has expired, and the provider gave no other.')
      return build(outcome.record, await context.sessions.write(outcome.record, cookies))
    case 'ended':
      throw noTokens('ended', 'The provider has ended the session.')
    case 'failed':
      // It may have expired during the wait.
      if (isLiveAt(context.ports.now())) return build(record, none)
      throw isOidcError(outcome.error)
        ? outcome.error
        : new Error('The refresh failed.', { cause: outcome.error })
  }
}

/** A new sign-in helps a person whose session began before tokens were kept. It does not help where none are kept. */
function refuseWithoutTokens({ keepsTokens }: SessionContext): Error {
  return keepsTokens
    ? noTokens('not_kept', 'The session has no tokens: it began before the application kept them.')
    : new TypeError(
        'The sessions of this application keep no tokens: set session.store, or session.keep.tokens.',
      )
}

function build({ tokens }: SessionRecord, setCookies: readonly string[]): TokenReading {
  if (tokens === undefined) throw noTokens('not_kept', 'The session keeps no tokens.')
  const { accessToken, expiresAt, scopes } = tokens
  return { tokens: { accessToken, expiresAt, scopes }, setCookies }
}
