import { serializeCookie } from '../cookies/serialize-cookie.ts'
import type { EngineContext } from '../engine-context.ts'

/** Sign-ins further apart than this are not a loop. */
const windowSeconds = 10

/**
 * Counts the sign-ins that this browser completed within seconds. The cookie is not sealed: whoever changes it only
 * changes whether they see a page or a redirect.
 */
export function countRecentLogins(
  { names, ports }: EngineContext,
  cookies: ReadonlyMap<string, string>,
): number {
  const { count, at } =
    /^(?<count>\d{1,3})\.(?<at>\d{1,12})$/u.exec(cookies.get(names.attempts) ?? '')?.groups ?? {}
  return ports.now() - Number(at) <= windowSeconds ? Number(count) : 0
}

/** Builds the cookie that counts one more. */
export function buildRecentLogin(context: EngineContext, cookies: ReadonlyMap<string, string>): string {
  const count = Math.min(countRecentLogins(context, cookies) + 1, 999)
  return buildCookie(context, `${count}.${context.ports.now()}`, windowSeconds)
}

/** Builds the deletion of the count: a sign-out makes the next sign-in a first one. */
export function buildRecentLoginsDeletion(context: EngineContext): string {
  return buildCookie(context, '', 0)
}

function buildCookie({ names }: EngineContext, value: string, maxAgeSeconds: number): string {
  return serializeCookie(names.attempts, value, {
    path: names.path,
    secure: names.secure,
    sameSite: 'Lax',
    maxAgeSeconds,
  })
}
