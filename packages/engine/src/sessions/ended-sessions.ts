import { buildCookie } from '../cookies/cookie.ts'
import { cookieRows, type CookieTable } from '../cookies/table.ts'
import type { RequestCookies } from './browser-sessions.ts'

/** A sign-out that follows a switch of accounts ends two sessions within the hour, and few browsers end more. */
const maxEnded = 4

/** The format of ids that `buildSession` creates: 18 bytes in base64url, and 12 bytes in older sessions. */
const sessionId = /^(?:[\w-]{16}|[\w-]{24})$/

/** Lists the ids of the sessions that ended in this browser, the latest first (decision 8). */
export function listEnded(names: CookieTable, cookies: RequestCookies): readonly string[] {
  return cookies.get(names.ended)?.split('.', maxEnded) ?? []
}

/** Builds the cookie that adds a session to those that ended. It also keeps the ids of the last hour. */
export function buildEnded(names: CookieTable, cookies: RequestCookies, id: string): string {
  // Any application on the host may have written the cookie.
  const others = listEnded(names, cookies).filter((each) => each !== id && sessionId.test(each))
  const ids = [id, ...others].slice(0, maxEnded)
  return buildCookie(names, names.ended, ids.join('.'), cookieRows.ended.maxAgeSeconds)
}
