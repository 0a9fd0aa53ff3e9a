import { OidcError } from '@x/oidc-core'
import { buildSessionCookies } from '../cookies/write-session-cookies.ts'
import type { SessionPayload } from '../sealing/payload-schemas.ts'
import type { SessionContext } from './session-context.ts'

/**
 * Seals a session into cookies and deletes what is left of a longer one.
 * @throws OidcError `session_too_large`, naming the member that takes the most room
 */
export async function writeSession(
  context: SessionContext,
  session: SessionPayload,
  present: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const { names, sealer, config } = context
  const sealed = await sealer.seal('session', names.session, session)
  const maxAgeSeconds = Math.min(config.session.idleSeconds, Math.max(session.exp - session.seen, 0))
  const cookies = buildSessionCookies({ names, sealed, present, maxAgeSeconds })
  if (cookies.ok) return cookies.setCookies

  const { bytes, limit } = cookies
  const largest = findLargestMember(session)
  throw new OidcError(
    'session_too_large',
    `The session takes ${bytes} bytes of cookies, more than ${limit}; most of it is ${largest}. Keep less: see ` +
      'session.keep, or let the provider send fewer claims or roles.',
    { bytes, limit, largest },
  )
}

function findLargestMember(session: SessionPayload): string {
  const sizes = Object.entries(session).map(([name, value]) => [name, JSON.stringify(value).length] as const)
  return sizes.reduce((largest, next) => (next[1] > largest[1] ? next : largest))[0]
}
