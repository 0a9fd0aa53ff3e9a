import { cookieRows } from '../cookies/table.ts'
import { buildCookie } from '../cookies/cookie.ts'
import type { SessionContext } from './session-context.ts'

/** Sign-ins of this browser that were completed within seconds of each other, or that started again automatically. */
export type CountedLogins = 'attempts' | 'restarts'

/**
 * Counts the recent sign-ins of this browser. The cookie is not sealed: a user who changes it only changes whether they see a page
 * or a redirect.
 */
export function countLogins(
  counted: CountedLogins,
  { names, ports }: SessionContext,
  cookies: ReadonlyMap<string, string>,
): number {
  const { count, at } =
    /^(?<count>\d{1,3})\.(?<at>\d{1,12})$/u.exec(cookies.get(names[counted]) ?? '')?.groups ?? {}
  if (count === undefined) return 0
  // Sign-ins of an unknown age count: otherwise a redirect loop could go on.
  return ports.now() - Number(at) > cookieRows[counted].maxAgeSeconds ? 0 : Number(count)
}

/** Builds the cookie with the count increased by one. */
export function buildLoginCount(
  counted: CountedLogins,
  context: SessionContext,
  cookies: ReadonlyMap<string, string>,
): string {
  const count = Math.min(countLogins(counted, context, cookies) + 1, 999)
  const { names, ports } = context
  return buildCookie(names, names[counted], `${count}.${ports.now()}`, cookieRows[counted].maxAgeSeconds)
}
