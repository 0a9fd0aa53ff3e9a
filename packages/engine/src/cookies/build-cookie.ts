import type { CookieNames } from './cookie-names.ts'
import { serializeCookie } from './serialize-cookie.ts'

/** Builds the `Set-Cookie` value of a cookie of ours. The two of the logout live under its paths and cost other requests nothing. */
export function buildCookie(names: CookieNames, name: string, value: string, maxAgeSeconds: number): string {
  return serializeCookie(name, value, {
    path: resolvePath(names, name),
    secure: names.secure,
    sameSite: 'Lax',
    maxAgeSeconds,
  })
}

/** Builds the deletion of a cookie of ours. */
export function buildDeletion(names: CookieNames, name: string): string {
  return buildCookie(names, name, '', 0)
}

function resolvePath(names: CookieNames, name: string): string {
  if (name === names.logoutToken) return names.logoutPath
  return name === names.logoutState ? names.loggedOutPath : names.path
}
