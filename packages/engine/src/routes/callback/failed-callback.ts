import { isOidcError } from '@x/oidc-core'
import type { EngineContext } from '../../engine-context.ts'
import { describeError } from '../../http/describe-error.ts'
import { answerError } from '../../http/error-response.ts'
import { buildRedirect } from '../../http/redirect.ts'
import { buildLoginUrl } from '../../http/route-table.ts'
import { expiredAtProvider } from '../../providers/describe-refusal.ts'
import type { SignInProvider } from '../../providers/provider.ts'
import type { Transaction } from '../../sessions/transaction.ts'
import type { RouteContext } from '../route-handler.ts'
import { offerSignOut } from './another-account.ts'
import { mayStartAgain, startAgain } from './restart.ts'
import { answerFailedSilent } from './silent-callback.ts'

/** A callback whose transaction is used up, without a result. */
export interface FailedCallback {
  readonly provider: SignInProvider
  readonly transaction: Transaction
  /** The cookies of a transaction that is used up. */
  readonly used: readonly string[]
  readonly error: unknown
  /** Whether the provider sent an error in place of a code. */
  readonly isRefusal: boolean
}

/** Responds to a failed callback. A lost sign-in starts again automatically, once. Every other error is shown. */
export async function answerFailedCallback(
  context: EngineContext,
  route: RouteContext,
  { provider, transaction, used, error, isRefusal }: FailedCallback,
): Promise<Response> {
  const { providerId, silentFor } = transaction
  if (silentFor !== undefined) {
    const failed = { transaction, used, error, isRefusal }
    const answer = await answerFailedSilent(context, route, failed)
    if (answer !== undefined) return answer
  }
  if (isLostSignIn(error)) {
    const answer = await answerLostSignIn(context, route, transaction, used)
    if (answer !== undefined) {
      const { code, message, detail } = describeError(error)
      context.ports.log({
        level: 'warn',
        code,
        message: `${message} The browser was redirected to its page or to a new sign-in.`,
        providerId,
        detail,
      })
      return answer
    }
  }
  if (transaction.switching && isOidcError(error, 'client_rejected')) {
    const offer = await offerSignOut(context, provider, transaction, used)
    if (offer !== undefined) return offer
  }
  const retryHref = buildLoginUrl(context.routes, providerId, transaction)
  const ended = isOidcError(error, 'session_too_large') ? await context.sessions.end(route.cookies) : []
  return answerError(context, route.request, error, { setCookies: [...used, ...ended], retryHref })
}

/** Redirects a signed-in person to the return address. For every other person the sign-in starts again, once. */
async function answerLostSignIn(
  context: EngineContext,
  route: RouteContext,
  transaction: Transaction,
  used: readonly string[],
): Promise<Response | undefined> {
  const { isAgain, returnTo, switching } = transaction
  const { session } = await context.sessions.read(route.cookies)
  if (session !== undefined && !switching) return buildRedirect(context.routes.origin + returnTo, 303, used)
  if (isAgain || !mayStartAgain(context, route)) return undefined
  return startAgain(context, route, transaction, used)
}

/**
 * Whether a sign-in was lost and a new sign-in would succeed: the sign-in page at the provider had expired, or another request of
 * this browser had already used the code, perhaps in another process, or a logout ended it.
 */
function isLostSignIn(error: unknown): boolean {
  if (isOidcError(error, 'sign_in_overtaken')) return true
  if (isOidcError(error, 'token_request_failed')) return error.detail.error === 'invalid_grant'
  return isOidcError(error, 'authorization_failed') && error.detail.error === expiredAtProvider
}
