import { OidcError, resolveClaim, type RoleRuleConfig } from '@x/oidc-core'
import { buildDeletion } from '../cookies/cookie.ts'
import { keepWhatFits } from './keep-what-fits.ts'
import { buildLogoutTokenCookie } from './logout-cookies.ts'
import { reportMissingRefreshToken } from './missing-refresh-token.ts'
import type { SessionContext } from './session-context.ts'
import type { RequestCookies } from './browser-sessions.ts'
import { buildSession, describeSession, type Session } from './session.ts'
import type { AdmittedSignIn } from './sign-in.ts'
import type { TokenSummary } from './session-tokens.ts'

/**
 * Creates the session of an admitted person, replaces any earlier one, and returns the cookies to write.
 * @throws OidcError `session_too_large` if it does not fit even without the data that `session.keep` adds; `sign_in_overtaken` if the
 *   provider or the application signed the person out meanwhile
 */
export async function createSession(
  context: SessionContext,
  signIn: AdmittedSignIn,
  cookies: RequestCookies,
): Promise<readonly string[]> {
  const { names, ports } = context
  const { providerId } = signIn
  const session = buildSession(context, signIn, findRenewal(context, signIn))
  const { tokens } = signIn
  const { result: sessionCookies } = await keepWhatFits(ports, session, (fitting) =>
    context.sessions.create({ session: fitting, tokens }, cookies),
  )
  await refuseLoggedOut(context, session, signIn)
  ports.log({
    level: 'info',
    code: 'signed_in',
    message: `A person signed in at ${providerId}.`,
    ...(await describeSession(session)),
  })
  reportMissingRefreshToken(context, signIn)
  const sessionLength = sessionCookies.join('').length
  return [
    ...sessionCookies,
    await buildLogoutTokenCookie(context, signIn, sessionLength),
    ...(cookies.has(names.denied) ? [buildDeletion(names, names.denied)] : []),
  ]
}

/**
 * A logout that arrived while the sign-in was under way ends the new session, too. It is looked up after the session exists: a logout
 * that arrives even later finds the session.
 */
async function refuseLoggedOut(
  { sessions }: SessionContext,
  session: Session,
  { begunAt, providerId }: AdmittedSignIn,
): Promise<void> {
  if (!(await sessions.isLoggedOut(session, begunAt))) return
  await sessions.revoke(session)
  const message = `A sign-in at ${providerId} made no session: a logout of the person arrived while it was under way.`
  throw new OidcError('sign_in_overtaken', message, { providerId })
}

/** How the roles of a session can be decided again, when they get too old. */
function findRenewal(
  { providers }: SessionContext,
  { idToken, providerId, tokens }: AdmittedSignIn,
): TokenSummary['renewal'] {
  if (tokens?.refreshToken !== undefined) return 'refresh'
  const rules = providers.find(providerId)?.config.rolesClaims ?? []
  const isOfUserinfo = ({ from, path }: RoleRuleConfig): boolean =>
    from === 'userinfo' || (from === undefined && resolveClaim(idToken, path).length === 0)
  return tokens !== undefined && rules.length > 0 && rules.every(isOfUserinfo) ? 'userinfo' : 'sign_in'
}
