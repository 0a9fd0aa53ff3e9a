import { isIssuerOf } from '@x/oidc-core'
import type { SessionsToEnd } from '../access/sessions-to-end.ts'
import type { EventDetails } from '../events.ts'
import { countFailure } from '../http/count-outage.ts'
import type { Logout } from './browser-sessions.ts'
import type { LogoutScope } from './logouts.ts'
import type { SessionContext } from './session-context.ts'

type Endings = Pick<SessionContext, 'config' | 'ports' | 'providers' | 'sessions'> & {
  /** Whether there is a store, or a list of logouts. */
  readonly canEndSessions: boolean
}

/**
 * Ends sessions that the application names, in all processes, before their next request.
 * @returns their number, or undefined for sessions in cookies, which are in browsers
 * @throws TypeError for a wrong value, and if there is neither `session.store` nor `replayStore`
 * @throws OidcError `session_store_unavailable`
 */
export async function endSessions(context: Endings, which: SessionsToEnd): Promise<number | undefined> {
  const scope = readScope(which)
  checkIssuer(context, scope.issuer)
  if (!context.canEndSessions)
    throw new TypeError(
      'endSessions: sessions are in cookies alone, which no process can delete. Set session.store, or replayStore: memoryReplayStore() ' +
        'for one process and a shared one for several.',
    )
  const logout = { at: context.ports.now(), isProven: true, by: 'application' } as const
  return endScope(context, scope, logout)
}

/** A function that finds providers is not asked: sessions of a provider that it no longer knows have to end, too. */
function checkIssuer({ providers }: Endings, issuer: string): void {
  const known = providers.listSignIn().map(({ config }) => config)
  if (providers.isFound || known.some((config) => isIssuerOf(config, issuer))) return
  const expected = known.map(({ issuerTemplate, issuerUrl }) => JSON.stringify(issuerTemplate ?? issuerUrl))
  throw new TypeError(`endSessions: issuer is ${JSON.stringify(issuer)}, expected ${expected.join(' or ')}.`)
}

/** Reads own members only: a polluted prototype must not name a person. */
function readScope(which: unknown): LogoutScope {
  const [issuer, subject, sessionId] = ['issuer', 'subject', 'sid'].map((name) => readText(which, name))
  if (issuer === undefined) throw new TypeError('endSessions: issuer is missing, expected a text.')
  if (subject === undefined && sessionId === undefined)
    throw new TypeError('endSessions: subject and sid are missing, expected one of them.')
  return { issuer, subject, sessionId }
}

/** A value is not quoted: a subject is personal data. */
function readText(which: unknown, name: string): string | undefined {
  if (typeof which !== 'object' || which === null)
    throw new TypeError('endSessions: expected an object such as { issuer, subject }.')
  const value = Object.hasOwn(which, name) ? (which as Readonly<Record<string, unknown>>)[name] : undefined
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new TypeError(
    `endSessions: ${name} is ${value === '' ? 'empty' : `of type ${typeof value}`}, expected a text.`,
  )
}

/** A logout, who asked for it, and at which provider. */
export interface NamedLogout extends Logout {
  readonly by: EventDetails['sessions_ended']['by']
  readonly providerId?: string
}

/** Ends the sessions of a logout, and logs it. @throws OidcError `session_store_unavailable` */
export async function endScope(
  { ports, sessions }: Pick<SessionContext, 'ports' | 'sessions'>,
  scope: LogoutScope,
  { by, providerId, ...logout }: NamedLogout,
): Promise<number | undefined> {
  const count = await sessions.endAll(scope, logout)
  // Any page can contain a frame, at any rate.
  if (!logout.isProven && (count === 0 || countFailure(ports, ['sessions_ended', providerId]) === undefined))
    return count
  ports.log({
    level: 'info',
    code: 'sessions_ended',
    message: `${count ?? 'All'} sessions of ${scope.sessionId === undefined ? 'a person' : 'a session at the provider'} were ended, by ${by}.`,
    issuer: scope.issuer,
    ...(providerId === undefined ? {} : { providerId }),
    ...(scope.subject === undefined ? {} : { subject: scope.subject }),
    detail: { by, count },
  })
  return count
}
