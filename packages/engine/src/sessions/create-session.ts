import { isOidcError } from '@x/oidc-core'
import { buildDeletion } from '../cookies/cookie.ts'
import { buildLogoutTokenCookie } from './logout-cookies.ts'
import type { SessionContext } from './session-context.ts'
import type { RequestCookies } from './session-store.ts'
import { buildSession, type Session } from './session.ts'
import type { AdmittedSignIn } from './sign-in.ts'

/**
 * Creates the session of an admitted person, replaces any earlier one, and returns the cookies to write.
 * @throws OidcError `session_too_large`
 */
export async function createSession(
  context: SessionContext,
  signIn: AdmittedSignIn,
  cookies: RequestCookies,
): Promise<readonly string[]> {
  const { names, ports } = context
  const { providerId } = signIn
  const sessionCookies = await keepWithTraceIfItFits(context, buildSession(context, signIn), cookies)
  ports.log({ level: 'info', code: 'signed_in', message: `A person signed in at ${providerId}.`, providerId })
  const sessionLength = sessionCookies.join('').length
  return [
    ...sessionCookies,
    await buildLogoutTokenCookie(context, signIn, sessionLength),
    ...(cookies.has(names.denied) ? [buildDeletion(names, names.denied)] : []),
  ]
}

/** A trace helps to analyse a sign-in, and must not make it fail. */
async function keepWithTraceIfItFits(
  { ports, store }: SessionContext,
  session: Session,
  cookies: RequestCookies,
): Promise<readonly string[]> {
  if (session.trace === undefined) return store.create(session, cookies)
  try {
    return await store.create(session, cookies)
  } catch (error) {
    if (!isOidcError(error, 'session_too_large')) throw error
    const message = `A session was kept without its trace, which did not fit. ${error.message}`
    ports.log({ level: 'warning', code: 'trace_too_large', message, providerId: session.providerId })
    return store.create({ ...session, trace: undefined }, cookies)
  }
}
