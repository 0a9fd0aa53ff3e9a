import { isOidcError, pickProfileClaims, resolveClaim, type RoleRuleConfig } from '@x/oidc-core'
import { buildDeletion } from '../cookies/cookie.ts'
import { buildLogoutTokenCookie } from './logout-cookies.ts'
import { warnOfReduced } from './reduced-session.ts'
import type { SessionContext } from './session-context.ts'
import type { RequestCookies, SessionRecord } from './browser-sessions.ts'
import { buildSession, describeSession, type Session } from './session.ts'
import type { AdmittedSignIn } from './sign-in.ts'
import type { TokenSummary } from './session-tokens.ts'

/**
 * Creates the session of an admitted person, replaces any earlier one, and returns the cookies to write.
 * @throws OidcError `session_too_large` if it does not fit even without the data that `session.keep` adds
 */
export async function createSession(
  context: SessionContext,
  signIn: AdmittedSignIn,
  cookies: RequestCookies,
): Promise<readonly string[]> {
  const { names, ports } = context
  const { providerId } = signIn
  const session = buildSession(context, signIn, findRenewal(context, signIn))
  const sessionCookies = await keepWhatFits(context, { session, tokens: signIn.tokens }, cookies)
  ports.log({
    level: 'info',
    code: 'signed_in',
    message: `A person signed in at ${providerId}.`,
    ...(await describeSession(session)),
  })
  const sessionLength = sessionCookies.join('').length
  return [
    ...sessionCookies,
    await buildLogoutTokenCookie(context, signIn, sessionLength),
    ...(cookies.has(names.denied) ? [buildDeletion(names, names.denied)] : []),
  ]
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

/**
 * Keeps as much data as fits. Role keys and the data that `session.keep` adds are optional, so they must not make a sign-in fail. The
 * role keys are left out first. Then it is the largest claims, as few as necessary. If leaving out all of them is not enough, the
 * trace is left out, too. Roles and profile claims stay.
 */
async function keepWhatFits(
  { ports, sessions }: SessionContext,
  { session, tokens }: SessionRecord,
  cookies: RequestCookies,
): Promise<readonly string[]> {
  let fitting = session
  for (;;) {
    try {
      const setCookies = await sessions.create({ session: fitting, tokens }, cookies)
      if (fitting !== session) warnOfReduced(ports, session, fitting)
      return setCookies
    } catch (error) {
      const smaller = isOidcError(error, 'session_too_large') && reduce(session, fitting, error.detail)
      if (!smaller) throw error
      fitting = smaller
    }
  }
}

const encoder = new TextEncoder()

/** Returns the next smaller session to try; undefined if the session has no more data that may be left out. */
function reduce(
  session: Session,
  fitting: Session,
  size: { readonly bytes: number; readonly limit: number },
): Session | undefined {
  if (fitting.roleKeys !== undefined) return { ...fitting, roleKeys: undefined }
  const profile = pickProfileClaims(fitting.claims)
  const additional = Object.entries(fitting.claims)
    .filter(([name]) => !Object.hasOwn(profile, name))
    .map(([name, value]) => ({ name, bytes: encoder.encode(JSON.stringify({ [name]: value })).length }))
    .sort((one, other) => other.bytes - one.bytes)
  if (additional.length === 0)
    return fitting.trace === undefined ? undefined : { ...session, roleKeys: undefined, trace: undefined }
  // A cookie is base64url: four characters for three bytes. Each round leaves out at least one claim, so the loop ends.
  let excess = ((size.bytes - size.limit) * 3) / 4
  const leftOut = new Set<string>()
  for (const { name, bytes } of additional) {
    if (leftOut.size > 0 && excess <= 0) break
    leftOut.add(name)
    excess -= bytes
  }
  const claims = Object.entries(fitting.claims).filter(([name]) => !leftOut.has(name))
  return { ...fitting, claims: Object.fromEntries(claims) }
}
