import type { EngineContext } from '../../engine-context.ts'
import { buildRedirect } from '../../http/redirect.ts'
import { isNavigation } from '../../http/request.ts'
import { buildLoginUrl } from '../../http/route-table.ts'
import { buildLoginCount, countLogins } from '../../sessions/login-attempts.ts'
import type { LostTransaction, Transaction } from '../../sessions/transaction.ts'
import type { RouteContext } from '../route-handler.ts'

/** Maximum sign-ins that start again within half a minute: browsers follow 20 redirects, and each sign-in may need four. */
const maxRestarts = 3

/**
 * Whether the window of a browser can start the sign-in again and has not done so too often. The limit ends a loop with a
 * provider that changes every `state`.
 */
export function mayStartAgain(context: EngineContext, { cookies, request }: RouteContext): boolean {
  return isNavigation(request) && countLogins('restarts', context, cookies) < maxRestarts
}

/**
 * Sends the browser to the beginning of the sign-in, with the same return address, and the request for another account if there
 * was one.
 */
export function startAgain(
  context: EngineContext,
  { cookies }: RouteContext,
  { providerId, returnTo, switching }: LostTransaction & Pick<Transaction, 'providerId'>,
  setCookies: readonly string[] = [],
): Response {
  const location = buildLoginUrl(context.routes, providerId, {
    returnTo,
    switchAccount: switching,
    again: true,
  })
  return buildRedirect(location, 302, [...setCookies, buildLoginCount('restarts', context, cookies)])
}
