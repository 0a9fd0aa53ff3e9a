import { isOidcError, type JsonValue, OidcError, pickProfileClaims } from '@x/oidc-core'
import { buildDeletion } from '../cookies/cookie.ts'
import type { SessionPayload } from '../crypto/sealed-payloads.ts'
import { encodeBase64Url } from '../crypto/base64url.ts'
import { buildSessionCookies } from '../cookies/session-cookies.ts'
import { buildEndedMark } from './ended-session.ts'
import { buildLogoutTokenCookie } from './logout.ts'
import { buildLoginAttempt } from './login-attempts.ts'
import type { SessionContext } from './session-context.ts'
import type { AdmittedSignIn } from './sign-in.ts'

/**
 * Opens the session of somebody who is admitted, in place of any that there was, and gives the cookies that hold it.
 * @throws OidcError `session_too_large`
 */
export async function createSession(
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
    buildLoginAttempt(context, cookies),
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

/**
 * Seals a session into cookies and deletes what is left of a longer one.
 * @throws OidcError `session_too_large`, naming the member that takes the most room
 */
export async function writeSession(
  context: SessionContext,
  session: SessionPayload,
  present: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const { names, sealer, config } = context
  const sealed = await sealer.seal('session', names.session, session)
  const maxAgeSeconds = Math.min(config.session.idleSeconds, Math.max(session.exp - session.seen, 0))
  const cookies = buildSessionCookies({ names, sealed, present, maxAgeSeconds })
  if (cookies.ok) return cookies.setCookies

  const { bytes, limit } = cookies
  const largest = findLargestMember(session)
  throw new OidcError(
    'session_too_large',
    `The session takes ${bytes} bytes of cookies, more than ${limit}; most of it is ${largest}. Keep less: see ` +
      'session.keep, or let the provider send fewer claims or roles.',
    { bytes, limit, largest },
  )
}

function findLargestMember(session: SessionPayload): string {
  const sizes = Object.entries(session).map(([name, value]) => [name, JSON.stringify(value).length] as const)
  return sizes.reduce((largest, next) => (next[1] > largest[1] ? next : largest))[0]
}
