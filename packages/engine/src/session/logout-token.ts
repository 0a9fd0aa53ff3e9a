import { largestCookieBytes } from '../cookies/chunks.ts'
import { serializeCookie } from '../cookies/serialize-cookie.ts'
import type { EngineContext } from '../engine-context.ts'
import { parseLogoutPayload } from '../sealing/payload-schemas.ts'

/**
 * Builds the cookie that keeps the raw ID Token for RP-initiated logout, under the path of the logout alone so that it
 * costs other requests nothing. One that does not fit is left out, and an older one deleted.
 */
export async function buildLogoutTokenCookie(
  context: EngineContext,
  providerId: string,
  idToken: string,
): Promise<string> {
  const { names, sealer, config } = context
  const sealed = await sealer.seal('logout', names.logoutToken, { v: 1, pid: providerId, idt: idToken })
  const cookie = buildCookie(context, sealed, config.session.absoluteSeconds)
  return cookie.length <= largestCookieBytes ? cookie : buildLogoutTokenDeletion(context)
}

/** The raw ID Token of the last sign-in at a provider, if it could be kept. */
export async function readLogoutToken(
  { names, sealer }: EngineContext,
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

export function buildLogoutTokenDeletion(context: EngineContext): string {
  return buildCookie(context, '', 0)
}

function buildCookie({ names }: EngineContext, value: string, maxAgeSeconds: number): string {
  return serializeCookie(names.logoutToken, value, {
    path: names.logoutPath,
    secure: names.secure,
    sameSite: 'Lax',
    maxAgeSeconds,
  })
}
