import { cleanText, isOidcError, pickProfileClaims } from '@x/oidc-core'
import type { MaybePromise } from '../maybe-promise.ts'
import type { Ports } from '../ports.ts'
import type { Session } from './session.ts'

/**
 * Keeps as much data as fits. Role keys and the data that `session.keep` adds are optional, so they must not make a sign-in fail. The
 * role keys are left out first. Then it is the largest claims, as few as necessary. If leaving out all of them is not enough, the
 * trace is left out, too. Roles and profile claims stay.
 * @throws OidcError `session_too_large` if it does not fit even then
 */
export async function keepWhatFits<Result>(
  ports: Ports,
  session: Session,
  write: (fitting: Session) => MaybePromise<Result>,
): Promise<{ readonly result: Result; readonly session: Session }> {
  let fitting = session
  for (;;) {
    try {
      const result = await write(fitting)
      if (fitting !== session) warnOfReduced(ports, session, fitting)
      return { result, session: fitting }
    } catch (error) {
      const smaller = isOidcError(error, 'session_too_large') && reduce(session, fitting, error.detail)
      if (!smaller) throw error
      fitting = smaller
    }
  }
}

const encoder = new TextEncoder()

/** Returns the next smaller session to try; undefined if the session has no more data that may be left out. */
function reduce(
  session: Session,
  fitting: Session,
  size: { readonly bytes: number; readonly limit: number },
): Session | undefined {
  if (fitting.roleKeys !== undefined) return { ...fitting, roleKeys: undefined }
  const profile = pickProfileClaims(fitting.claims)
  const additional = Object.entries(fitting.claims)
    .filter(([name]) => !Object.hasOwn(profile, name))
    .map(([name, value]) => ({ name, bytes: encoder.encode(JSON.stringify({ [name]: value })).length }))
    .sort((one, other) => other.bytes - one.bytes)
  if (additional.length === 0)
    return fitting.trace === undefined ? undefined : { ...session, roleKeys: undefined, trace: undefined }
  // A cookie is base64url: four characters for three bytes. Each round leaves out at least one claim, so the loop ends.
  let excess = ((size.bytes - size.limit) * 3) / 4
  const leftOut = new Set<string>()
  for (const { name, bytes } of additional) {
    if (leftOut.size > 0 && excess <= 0) break
    leftOut.add(name)
    excess -= bytes
  }
  const claims = Object.entries(fitting.claims).filter(([name]) => !leftOut.has(name))
  return { ...fitting, claims: Object.fromEntries(claims) }
}

/** Maximum number of claims that one warning names, and maximum characters of each name. The provider decides both. */
const maxNamed = 20
const maxNameLength = 100

/** Logs what was left out of a session. */
function warnOfReduced(ports: Pick<Ports, 'log'>, session: Session, fitting: Session): void {
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
