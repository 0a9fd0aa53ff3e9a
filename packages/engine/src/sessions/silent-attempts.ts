import { buildCookie } from '../cookies/cookie.ts'
import { cookieRows } from '../cookies/table.ts'
import type { RequestCookies } from './browser-sessions.ts'
import type { SessionContext } from './session-context.ts'

/**
 * What came of the last silent sign-in of a browser. `begun`: the browser was sent to the provider, and has not come back yet.
 * `failed`: it came back, and the provider gave no answer about the person.
 */
export type SilentAttempt = 'begun' | 'failed'

const { maxAgeSeconds } = cookieRows.silent

/**
 * Reads the silent sign-in of the last minute. The cookie is not sealed: a person who writes it gains what a person gains who
 * does not follow the redirect to the provider. In both cases old roles end after `roleMaxAgeSeconds` and `roleGraceSeconds`.
 */
export function readSilentAttempt(
  { names, ports }: Pick<SessionContext, 'names' | 'ports'>,
  cookies: RequestCookies,
): SilentAttempt | undefined {
  const { attempt, at } =
    /^(?<attempt>begun|failed)\.(?<at>\d{1,12})$/u.exec(cookies.get(names.silent) ?? '')?.groups ?? {}
  // An attempt of an unknown age counts: otherwise a redirect loop could go on.
  if (attempt === undefined || ports.now() - Number(at) > maxAgeSeconds) return undefined
  return attempt === 'failed' ? 'failed' : 'begun'
}

/** Builds the cookie of a silent sign-in. */
export function buildSilentAttempt(
  { names, ports }: Pick<SessionContext, 'names' | 'ports'>,
  attempt: SilentAttempt,
): string {
  return buildCookie(names, names.silent, `${attempt}.${Math.floor(ports.now())}`, maxAgeSeconds)
}
