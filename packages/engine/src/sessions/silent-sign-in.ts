import { describeError } from '../http/describe-error.ts'
import { buildRedirect } from '../http/redirect.ts'
import { type HttpRequest, isFramed } from '../http/request.ts'
import type { Route } from '../http/route-table.ts'
import type { RequestCookies } from './browser-sessions.ts'
import { planRoleRenewal } from './refresh/renewal.ts'
import type { SessionContext } from './session-context.ts'
import type { Session } from './session.ts'
import { buildSilentAttempt } from './silent-attempts.ts'
import type { Transaction } from './transaction.ts'

/** A request to begin a sign-in. */
interface LoginRequest extends Route {
  readonly request: HttpRequest
  /** Without the question mark. */
  readonly query: string
  readonly cookies: RequestCookies
}

/** The session for which a login request asks for a silent sign-in. */
export interface SilentLogin {
  readonly session: Session
  /** Whether its roles are too old, and only a sign-in renews them. */
  readonly isDue: boolean
}

/**
 * Reads the session that a silent sign-in would renew (decision 111). Undefined: the sign-in is a normal one, because the browser has
 * no session of this provider. A link from elsewhere can ask for a silent sign-in, too.
 */
export async function readSilentLogin(
  context: SessionContext,
  { cookies, providerId, query, request }: LoginRequest,
): Promise<SilentLogin | undefined> {
  const parameters = new URLSearchParams(query)
  if (!parameters.has('silent') || parameters.has('switch') || isFramed(request)) return undefined
  const { session } = await context.sessions.read(cookies)
  if (session === undefined || session.providerId !== providerId) return undefined
  return { session, isDue: planRoleRenewal(context, session, context.ports.now()) === 'sign_in' }
}

/** Sends the browser back to its page without new roles. Gates do not begin another silent sign-in within a minute. */
export function returnUnrenewed(
  context: SessionContext,
  { providerId, returnTo }: Pick<Transaction, 'providerId' | 'returnTo'>,
  { error, used = [] }: { readonly error?: unknown; readonly used?: readonly string[] },
): Response {
  if (error !== undefined) {
    const { code, message, detail } = describeError(error)
    context.ports.log({
      level: 'warn',
      code,
      message: `${message} A session goes on with its old roles.`,
      providerId,
      detail,
    })
  }
  const location = context.routes.origin + returnTo
  return buildRedirect(location, 302, [buildSilentAttempt(context, 'failed'), ...used])
}
