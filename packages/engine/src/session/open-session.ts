import { isOidcError, pickProfileClaims, type JsonValue } from '@x/oidc-core'
import { buildDeletion } from '../cookies/build-cookie.ts'
import type { SessionPayload } from '../sealing/payload-schemas.ts'
import { encodeBase64Url } from '../sealing/encode-base64url.ts'
import { buildEndedMark } from './ended-session.ts'
import { buildLogoutTokenCookie } from './logout-token.ts'
import { buildRecentLogin } from './recent-logins.ts'
import type { SessionContext } from './session-context.ts'
import type { AdmittedSignIn } from './sign-in.ts'
import { writeSession } from './write-session.ts'

/**
 * Opens the session of somebody who is admitted, in place of any that there was, and gives the cookies that hold it.
 * @throws OidcError `session_too_large`
 */
export async function openSession(
  context: SessionContext,
  signIn: AdmittedSignIn,
  cookies: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const { names, ports } = context
  const { providerId } = signIn
  const sessionCookies = await writeWithTraceIfItFits(context, buildSession(context, signIn), cookies)
  ports.log({ level: 'info', code: 'signed_in', message: `Somebody signed in at ${providerId}.`, providerId })
  const sessionLength = sessionCookies.join('').length
  return [
    ...sessionCookies,
    ...(await buildEndedMark(context, cookies)),
    await buildLogoutTokenCookie(context, signIn, sessionLength),
    buildRecentLogin(context, cookies),
    ...(cookies.has(names.denied) ? [buildDeletion(names, names.denied)] : []),
  ]
}

/** A trace is for finding out about sign-ins, and must not make one fail. */
async function writeWithTraceIfItFits(
  context: SessionContext,
  session: SessionPayload,
  cookies: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const { trace, ...others } = session
  if (trace === undefined) return writeSession(context, session, cookies)
  try {
    return await writeSession(context, session, cookies)
  } catch (error) {
    if (!isOidcError(error, 'session_too_large')) throw error
    const message = `A session was kept without its trace, which did not fit. ${error.message}`
    context.ports.log({ level: 'warning', code: 'trace_too_large', message, providerId: session.pid })
    return writeSession(context, others, cookies)
  }
}

/** Of the claims a session keeps what is asked for and no more. */
function buildSession({ config, ports }: SessionContext, signIn: AdmittedSignIn): SessionPayload {
  const { absoluteSeconds, keep } = config.session
  const { decision, idToken, userinfo } = signIn
  const now = ports.now()
  const claims = { ...userinfo, ...idToken }
  const sid = idToken['sid']
  return {
    v: 1,
    id: encodeBase64Url(ports.random(12)),
    pid: signIn.providerId,
    iss: decision.issuer,
    sub: decision.subject,
    name: decision.name,
    roles: decision.roles,
    claims: keep.includes('claims') ? claims : pickProfileClaims(claims),
    ...(keep.includes('trace') ? { trace: decision.trace as unknown as JsonValue } : {}),
    ...(typeof sid === 'string' && sid !== '' ? { sid } : {}),
    iat: now,
    exp: now + absoluteSeconds,
    seen: now,
  }
}
