import { isSameText } from '@x/oidc-core'
import { buildCookie } from '../cookies/build-cookie.ts'
import { encodeBase64Url } from '../sealing/encode-base64url.ts'
import type { SessionContext } from './session-context.ts'

/** The sign-in that follows a sign-out, for somebody who wants another account. */
export interface NextLogin {
  readonly providerId: string
  readonly returnTo: string
}

const lifetimeSeconds = 600

/** Draws the `state` of an RP-initiated logout, and builds the cookie that knows it again when the person comes back. */
export function beginLogout(
  { names, ports }: SessionContext,
  next: NextLogin | undefined,
): { readonly state: string; readonly cookie: string } {
  const state = encodeBase64Url(ports.random(16))
  // The cookie is not sealed: whoever changes it starts a sign-in that they could start anyhow.
  const value =
    next === undefined ? state : `${state}.${next.providerId}.${encodeURIComponent(next.returnTo)}`
  return { state, cookie: buildCookie(names, names.logoutState, value, lifetimeSeconds) }
}

/** Judges the `state` that came back; undefined if it is not the one of this browser. */
export function endLogout(
  { config, names }: SessionContext,
  state: string | null,
  cookies: ReadonlyMap<string, string>,
): { readonly next?: NextLogin } | undefined {
  const { expected, providerId, returnTo } =
    logoutState.exec(cookies.get(names.logoutState) ?? '')?.groups ?? {}
  if (!isSameText(state, expected)) return undefined
  const isConfigured = config.providers.some((provider) => provider.providerId === providerId)
  if (providerId === undefined || returnTo === undefined || !isConfigured) return {}
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
