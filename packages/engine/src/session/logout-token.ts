import { buildCookie, buildDeletion } from '../cookies/build-cookie.ts'
import { largestCookieBytes } from '../cookies/chunks.ts'
import { parseLogoutPayload } from '../sealing/payload-schemas.ts'
import type { SessionContext } from './session-context.ts'
import type { AdmittedSignIn } from './sign-in.ts'

/** The session and the ID Token together, in characters: servers refuse a request whose head is longer than 16 KiB. */
const roomForBoth = 12_000

/**
 * Builds the cookie that keeps the raw ID Token for RP-initiated logout, under the path of the logout alone so that it
 * costs other requests nothing. One that does not fit is left out, and an older one deleted.
 */
export async function buildLogoutTokenCookie(
  context: SessionContext,
  { decision, providerId, rawIdToken }: AdmittedSignIn,
  sessionLength: number,
): Promise<string> {
  const { names, sealer, config } = context
  const payload = { v: 1, pid: providerId, sub: decision.subject, idt: rawIdToken }
  const sealed = await sealer.seal('logout', names.logoutToken, payload)
  const cookie = buildCookie(names, names.logoutToken, sealed, config.session.absoluteSeconds)
  const fits = cookie.length <= largestCookieBytes && cookie.length + sessionLength <= roomForBoth
  return fits ? cookie : buildDeletion(names, names.logoutToken)
}

/** The raw ID Token of somebody's last sign-in, if it could be kept. One of anybody else may have been planted. */
export async function readLogoutToken(
  { names, sealer }: SessionContext,
  who: { readonly providerId: string; readonly subject: string },
  cookies: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  const sealed = cookies.get(names.logoutToken)
  const payload =
    sealed === undefined
      ? undefined
      : parseLogoutPayload(await sealer.unseal('logout', names.logoutToken, sealed))
  return payload?.pid === who.providerId && payload.sub === who.subject ? payload.idt : undefined
}
