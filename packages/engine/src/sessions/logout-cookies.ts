import { isSameText } from '@x/oidc-core'
import { cookieRows } from '../cookies/table.ts'
import { buildCookie, buildDeletion } from '../cookies/cookie.ts'
import { encodeBase64Url } from '../crypto/base64url.ts'
import { parseLogoutPayload } from './sealed-payloads.ts'
import type { SessionContext } from './session-context.ts'
import { mayHaveSignIn } from '../providers/provider.ts'
import type { AdmittedSignIn } from './sign-in.ts'

/** The sign-in that follows a sign-out, for a person who wants another account. */
export interface NextLogin {
  readonly providerId: string
  readonly returnTo: string
}

const { maxAgeSeconds } = cookieRows.logoutState

/** Draws the `state` of an RP-initiated logout, and builds the cookie that it is compared with after the sign-out. */
export function beginLogout(
  { names, ports }: SessionContext,
  next: NextLogin | undefined,
): { readonly state: string; readonly cookie: string } {
  const state = encodeBase64Url(ports.random(16))
  // The cookie is not sealed: a user who changes it starts a sign-in that they could start anyway.
  const value =
    next === undefined ? state : `${state}.${next.providerId}.${encodeURIComponent(next.returnTo)}`
  return { state, cookie: buildCookie(names, names.logoutState, value, maxAgeSeconds) }
}

/** Validates the `state` of a request; undefined if it is not the one of this browser. */
export function endLogout(
  { names, providers }: SessionContext,
  state: string | null,
  cookies: ReadonlyMap<string, string>,
): { readonly next?: NextLogin } | undefined {
  const { expected, providerId, returnTo } =
    logoutState.exec(cookies.get(names.logoutState) ?? '')?.groups ?? {}
  if (!isSameText(state, expected)) return undefined
  if (providerId === undefined || returnTo === undefined) return {}
  if (!mayHaveSignIn(providers, providerId)) return {}
  return { next: { providerId, returnTo: decode(returnTo) } }
}

/**
 * The value is the `state`. For another account, the provider and the encoded return address follow. The address may contain
 * dots.
 */
const logoutState = /^(?<expected>[\w-]+)(?:\.(?<providerId>[\w-]+)\.(?<returnTo>.*))?$/u

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // The cookie was changed: the sign-in then leads to the home page.
    return ''
  }
}

/** Maximum characters of the session and the ID Token together: servers refuse a request with more than 16 KiB of headers. */
const roomForBoth = 12_000

/**
 * Builds the cookie that keeps the raw ID Token for RP-initiated logout. Its path is the logout's, so that it costs other
 * requests nothing. A token that does not fit is left out, and an older cookie is deleted.
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

/** The raw ID Token of this person's last sign-in, if it was kept. A token of another person may have been planted. */
export async function readLogoutToken(
  { names, sealer }: SessionContext,
  user: { readonly providerId: string; readonly subject: string },
  cookies: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  const sealed = cookies.get(names.logoutToken)
  const payload =
    sealed === undefined
      ? undefined
      : parseLogoutPayload(await sealer.unseal('logout', names.logoutToken, sealed))
  return payload?.pid === user.providerId && payload.sub === user.subject ? payload.idt : undefined
}
