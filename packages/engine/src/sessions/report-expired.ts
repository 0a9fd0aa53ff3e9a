import type { Ports } from '../ports.ts'
import type { Session } from './session.ts'

/** Opened sessions are cached as objects, so each is reported once. */
const reported = new WeakSet<Session>()

/** Emits the end of a session that a request brought after its time. Most expire unseen: the browser drops the cookie. */
export function reportExpired({ emit, now }: Pick<Ports, 'emit' | 'now'>, session: Session): void {
  // A clock that was set back does not show that the time is over.
  if (emit === undefined || reported.has(session) || !(now() >= session.seenAt)) return
  reported.add(session)
  const { providerId } = session
  emit({
    ...{ level: 'debug', code: 'session_expired', providerId },
    message: `A session of ${providerId} has expired.`,
    detail: { by: 'expiry' as const },
  })
}
