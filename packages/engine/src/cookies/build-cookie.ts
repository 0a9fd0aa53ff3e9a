import type { CookieNames } from './cookie-names.ts'
import { serializeCookie } from './serialize-cookie.ts'

/** Builds the `Set-Cookie` value of a cookie of ours. The two of the logout live under its path, so that they cost other requests nothing. */
export function buildCookie(names: CookieNames, name: string, value: string, maxAgeSeconds: number): string {
  const { logoutPath, logoutState, logoutToken, path, secure } = names
  return serializeCookie(name, value, {
    path: name === logoutToken || name === logoutState ? logoutPath : path,
    secure,
    sameSite: 'Lax',
    maxAgeSeconds,
  })
}

/** Builds the deletion of a cookie of ours. */
export function buildDeletion(names: CookieNames, name: string): string {
  return buildCookie(names, name, '', 0)
}
