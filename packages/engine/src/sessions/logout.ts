import { isSameText } from '@x/oidc-core'
import { cookieRows } from '../cookies/table.ts'
import { buildCookie, buildDeletion } from '../cookies/cookie.ts'
import { encodeBase64Url } from '../crypto/base64url.ts'
import { parseLogoutPayload } from './sealed-payloads.ts'
import type { SessionContext } from './session-context.ts'
import type { AdmittedSignIn } from './sign-in.ts'

/** The sign-in that follows a sign-out, for somebody who wants another account. */
export interface NextLogin {
  readonly providerId: string
  readonly returnTo: string
}

const { maxAgeSeconds } = cookieRows.logoutState

/** Draws the `state` of an RP-initiated logout, and builds the cookie that knows it again when the person comes back. */
export function beginLogout(
  { names, ports }: SessionContext,
  next: NextLogin | undefined,
): { readonly state: string; readonly cookie: string } {
  const state = encodeBase64Url(ports.random(16))
  // The cookie is not sealed: whoever changes it starts a sign-in that they could start anyhow.
  const value =
    next === undefined ? state : `${state}.${next.providerId}.${encodeURIComponent(next.returnTo)}`
  return { state, cookie: buildCookie(names, names.logoutState, value, maxAgeSeconds) }
}

/** Judges the `state` that came back; undefined if it is not the one of this browser. */
export function endLogout(
  { names, providers }: SessionContext,
  state: string | null,
  cookies: ReadonlyMap<string, string>,
): { readonly next?: NextLogin } | undefined {
  const { expected, providerId, returnTo } =
    logoutState.exec(cookies.get(names.logoutState) ?? '')?.groups ?? {}
  if (!isSameText(state, expected)) return undefined
  if (providerId === undefined || returnTo === undefined || providers.find(providerId) === undefined)
    return {}
  return { next: { providerId, returnTo: decode(returnTo) } }
}

/** The `state`, then for another account the provider and the encoded return address, which may itself hold dots. */
const logoutState = /^(?<expected>[\w-]+)(?:\.(?<providerId>[\w-]+)\.(?<returnTo>.*))?$/u

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // Changed on the way: the sign-in then leads home.
    return ''
  }
}

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
  const fits = cookie.length <= cookieRows.logoutToken.room && cookie.length + sessionLength <= roomForBoth
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
