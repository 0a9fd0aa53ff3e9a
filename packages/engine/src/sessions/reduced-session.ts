import { cleanText, isOidcError } from '@x/oidc-core'
import type { Ports } from '../ports.ts'
import type { Session } from './session.ts'

/** The sessions that were reported: several requests may write one. */
const reported = new WeakSet<Session>()

/**
 * Writes a refreshed session, without its role keys if it does not fit with them.
 * @throws OidcError `session_too_large` if it does not fit without them either
 */
export async function writeWithKeysThatFit<Result>(
  ports: Pick<Ports, 'log'>,
  session: Session,
  write: (session: Session) => Promise<Result>,
): Promise<Result> {
  try {
    return await write(session)
  } catch (error) {
    if (session.roleKeys === undefined || !isOidcError(error, 'session_too_large')) throw error
    const fitting = { ...session, roleKeys: undefined }
    const result = await write(fitting)
    if (!reported.has(session)) warnOfReduced(ports, session, fitting)
    reported.add(session)
    return result
  }
}

/** Maximum number of claims that one warning names, and maximum characters of each name. The provider decides both. */
const maxNamed = 20
const maxNameLength = 100

/** Logs what was left out of a session. */
export function warnOfReduced(ports: Pick<Ports, 'log'>, session: Session, fitting: Session): void {
  const { providerId } = session
  const leftOut = Object.keys(session.claims).filter((name) => !Object.hasOwn(fitting.claims, name))
  const claims = leftOut.slice(0, maxNamed)
  const more = leftOut.length - claims.length
  const trace = fitting.trace !== session.trace
  const roleKeys = fitting.roleKeys !== session.roleKeys
  const what = [
    ...claims.map((name) => `the claim ${JSON.stringify(cleanText(name, maxNameLength))}`),
    ...(more > 0 ? [`${more} more claims`] : []),
    ...(trace ? ['the trace'] : []),
    ...(roleKeys ? ['the role keys'] : []),
  ]
  const advice = [
    ...(leftOut.length > 0 || trace ? ['Set session.keep to what the application needs.'] : []),
    ...(roleKeys
      ? ['If security changes, the session keeps its roles until its next refresh or sign-in.']
      : []),
  ]
  ports.log({
    level: 'warn',
    code: 'session_reduced',
    message:
      `A session of ${providerId} was kept without ${what.join(', ')}, because all of it does not fit into three cookies. ` +
      advice.join(' '),
    providerId,
    detail: { claims, moreClaims: more, trace, roleKeys },
  })
}
