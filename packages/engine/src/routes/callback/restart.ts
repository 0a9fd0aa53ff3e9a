import type { EngineContext } from '../../engine-context.ts'
import { buildRedirect } from '../../http/redirect.ts'
import { isNavigation } from '../../http/request.ts'
import { buildLoginUrl } from '../../http/route-table.ts'
import { buildLoginCount, countLogins } from '../../sessions/login-attempts.ts'
import type { Transaction } from '../../sessions/transaction.ts'
import type { RouteContext } from '../route-handler.ts'

/** Maximum sign-ins that start again within half a minute: browsers follow 20 redirects, and each needs three. */
const maxRestarts = 5

/** Whether the window of a browser can begin the sign-in anew, and did not do so too often: a provider may change every `state`. */
export function mayStartAgain(context: EngineContext, { cookies, request }: RouteContext): boolean {
  return isNavigation(request) && countLogins('restarts', context, cookies) < maxRestarts
}

/** Sends the browser to the beginning of the sign-in, with the same return address. */
export function startAgain(
  context: EngineContext,
  { cookies }: RouteContext,
  { providerId, returnTo }: Pick<Transaction, 'providerId' | 'returnTo'>,
  setCookies: readonly string[] = [],
): Response {
  const location = buildLoginUrl(context.routes, providerId, { returnTo, again: true })
  return buildRedirect(location, 302, [...setCookies, buildLoginCount('restarts', context, cookies)])
}
