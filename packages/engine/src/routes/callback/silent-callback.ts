import { isOidcError } from '@x/oidc-core'
import type { EngineContext } from '../../engine-context.ts'
import { describeError } from '../../http/describe-error.ts'
import { answerError } from '../../http/error-response.ts'
import { isOutageCode } from '../../http/error-table.ts'
import { buildRedirect } from '../../http/redirect.ts'
import { buildLoginUrl } from '../../http/route-table.ts'
import { keepAlive } from '../../http/wait-until.ts'
import { expiredAtProvider } from '../../providers/describe-refusal.ts'
import { buildLoginCount } from '../../sessions/login-attempts.ts'
import { revokeTokens } from '../../sessions/revoke-tokens.ts'
import { describeSession, type Session } from '../../sessions/session.ts'
import type { SessionTokens } from '../../sessions/session-tokens.ts'
import { returnUnrenewed } from '../../sessions/silent-sign-in.ts'
import { hashShortly, type Transaction } from '../../sessions/transaction.ts'
import type { RouteContext } from '../route-handler.ts'
import { mayStartAgain } from './restart.ts'

/** A silent sign-in that gave no session. */
export interface FailedSilent {
  readonly transaction: Transaction
  /** The cookies of a transaction that is used up. */
  readonly used: readonly string[]
  readonly error: unknown
  /** Whether the provider sent an error in place of a code. */
  readonly isRefusal: boolean
}

/**
 * Reads the session that a silent sign-in renews. Undefined if the browser has it no longer: after a sign-out, a silent sign-in must not
 * sign the person in again, and it must not replace a newer session.
 */
export async function readRenewedSession(
  context: EngineContext,
  { cookies }: RouteContext,
  { silentFor }: Transaction,
): Promise<Session | undefined> {
  const { session } = await context.sessions.read(cookies)
  return session !== undefined && (await hashShortly(session.id)) === silentFor ? session : undefined
}

/**
 * Revokes the tokens of a silent sign-in that gave no session, after the response. Beside a session they stay: they may belong to its grant,
 * which would end with them (decision 112).
 */
export function revokeUnused(
  context: EngineContext,
  { cookies, handling = {} }: RouteContext,
  { providerId, tokens }: { readonly providerId: string; readonly tokens: SessionTokens | undefined },
): void {
  if (tokens === undefined) return
  keepAlive(handling, undefined, async () => {
    if ((await context.sessions.read(cookies)).session === undefined)
      await revokeTokens(context, { providerId }, tokens)
  })
}

/**
 * Responds to a silent sign-in that failed. Where the provider needs the person, the session ends, and a normal sign-in begins. Where
 * the provider or something else is down, the session stays. Undefined for errors that a person has to see.
 * @see OpenID Connect Core 1.0, section 3.1.2.6
 */
export async function answerFailedSilent(
  context: EngineContext,
  route: RouteContext,
  { transaction, used, error, isRefusal }: FailedSilent,
): Promise<Response | undefined> {
  if (isRefusal && isRefused(error)) return beginNormalSignIn(context, route, { transaction, used, error })
  const isLost = isOidcError(error, 'token_request_failed') || isExpired(error)
  if (!isLost && !isOutageCode(describeError(error).code)) return undefined
  return returnUnrenewed(context, transaction, { error, used })
}

function isRefused(error: unknown): boolean {
  if (isExpired(error)) return false
  return isOidcError(error, 'authorization_failed') || isOidcError(error, 'client_rejected')
}

function isExpired(error: unknown): boolean {
  return isOidcError(error, 'authorization_failed') && error.detail.error === expiredAtProvider
}

async function beginNormalSignIn(
  context: EngineContext,
  route: RouteContext,
  { transaction, used, error }: Omit<FailedSilent, 'isRefusal'>,
): Promise<Response> {
  const { providerId, returnTo } = transaction
  const { routes, ports, sessions } = context
  const session = await readRenewedSession(context, route, transaction)
  if (session === undefined) return buildRedirect(routes.origin + returnTo, 302, used)
  const ended = await sessions.end(route.cookies)
  const { message } = describeError(error)
  const why = readCode(error)
  ports.log({
    level: 'info',
    code: 'session_ended',
    message: `A session of ${providerId} ended, because its roles could not be renewed without the person: ${why}. ${message}`,
    ...(await describeSession(session)),
    detail: { by: 'provider', why },
  })
  const location = buildLoginUrl(routes, providerId, { returnTo })
  if (!mayStartAgain(context, route))
    return answerError(context, route.request, error, {
      setCookies: [...ended, ...used],
      retryHref: location,
    })
  return buildRedirect(location, 302, [
    ...ended,
    ...used,
    buildLoginCount('restarts', context, route.cookies),
  ])
}

/** The provider's code came through the browser. Only one that fits the grammar is in the error. */
function readCode(error: unknown): string {
  const isKnown = isOidcError(error, 'authorization_failed') || isOidcError(error, 'client_rejected')
  return isKnown ? error.detail.error : 'unknown'
}
