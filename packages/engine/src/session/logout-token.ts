import { largestCookieBytes } from '../cookies/chunks.ts'
import { buildCookie, buildDeletion } from '../cookies/build-cookie.ts'
import { parseLogoutPayload } from '../sealing/payload-schemas.ts'
import type { SessionContext } from './session-context.ts'

/**
 * Builds the cookie that keeps the raw ID Token for RP-initiated logout, under the path of the logout alone so that it
 * costs other requests nothing. One that does not fit is left out, and an older one deleted.
 */
export async function buildLogoutTokenCookie(
  context: SessionContext,
  providerId: string,
  idToken: string,
): Promise<string> {
  const { names, sealer, config } = context
  const sealed = await sealer.seal('logout', names.logoutToken, { v: 1, pid: providerId, idt: idToken })
  const cookie = buildCookie(names, names.logoutToken, sealed, config.session.absoluteSeconds)
  return cookie.length <= largestCookieBytes ? cookie : buildDeletion(names, names.logoutToken)
}

/** The raw ID Token of the last sign-in at a provider, if it could be kept. */
export async function readLogoutToken(
  { names, sealer }: SessionContext,
  providerId: string,
  cookies: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  const sealed = cookies.get(names.logoutToken)
  const payload =
    sealed === undefined
      ? undefined
      : parseLogoutPayload(await sealer.unseal('logout', names.logoutToken, sealed))
  return payload?.pid === providerId ? payload.idt : undefined
}
