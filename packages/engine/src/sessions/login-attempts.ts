import { cookieRows } from '../cookies/table.ts'
import { buildCookie } from '../cookies/cookie.ts'
import type { SessionContext } from './session-context.ts'

/** Sign-ins further apart than this are not a loop. */
const { maxAgeSeconds: windowSeconds } = cookieRows.attempts

/**
 * Counts the sign-ins that this browser completed within seconds of each other. The cookie is not sealed: a user who changes
 * it only changes whether they see a page or a redirect.
 */
export function countLoginAttempts(
  { names, ports }: SessionContext,
  cookies: ReadonlyMap<string, string>,
): number {
  const { count, at } =
    /^(?<count>\d{1,3})\.(?<at>\d{1,12})$/u.exec(cookies.get(names.attempts) ?? '')?.groups ?? {}
  if (count === undefined) return 0
  // Sign-ins of an unknown age count: otherwise a redirect loop could go on.
  return ports.now() - Number(at) > windowSeconds ? 0 : Number(count)
}

/** Builds the cookie with the count increased by one. */
export function buildLoginAttempt(context: SessionContext, cookies: ReadonlyMap<string, string>): string {
  const count = Math.min(countLoginAttempts(context, cookies) + 1, 999)
  const { names, ports } = context
  return buildCookie(names, names.attempts, `${count}.${ports.now()}`, windowSeconds)
}
