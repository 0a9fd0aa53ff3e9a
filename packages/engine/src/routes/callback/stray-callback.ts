import { OidcError } from '@x/oidc-core'
import type { EngineContext } from '../../engine-context.ts'
import { buildRedirect } from '../../http/redirect.ts'
import { readAnsweredReturnTo } from '../../sessions/answered-sign-in.ts'
import { readDenial } from '../../sessions/denial.ts'
import { buildSilentAttempt, readSilentAttempt } from '../../sessions/silent-attempts.ts'
import {
  frameSuffix,
  isOurState,
  isStateOfAgain,
  type LostTransaction,
  type TransactionRule,
} from '../../sessions/transaction.ts'
import type { RouteContext } from '../route-handler.ts'
import { mayStartAgain, startAgain } from './restart.ts'

/** A callback without a transaction that it may use. */
export interface StrayCallback {
  readonly providerId: string
  readonly state: string
  readonly rule: TransactionRule
  /** The data of the transaction, if the transaction belongs to this browser. */
  readonly lost?: LostTransaction | undefined
}

/**
 * Responds to a callback that was reloaded, sent twice, or came too late. It redirects a signed-in user to the return address,
 * and a user who was not admitted to the denial page. For every other person, the sign-in starts again automatically. If the
 * browser sends no cookie of the sign-in, it starts again only once, because the browser may block cookies.
 */
export async function answerStrayCallback(
  context: EngineContext,
  route: RouteContext,
  { providerId, state, rule, lost }: StrayCallback,
): Promise<Response> {
  const { config, routes } = context
  if (config.session.sameSite === 'none' && state.endsWith(frameSuffix)) {
    const { passToFrame } = await import('../framed-sign-in.ts')
    return passToFrame(context, route.request)
  }
  const answered = await readAnsweredReturnTo(context, state, route.cookies)
  const returnTo = answered ?? lost?.returnTo ?? routes.home
  // A person who asked for another account must not continue with the account of the session.
  const switching = answered === undefined && lost?.switching === true
  const { session } = await context.sessions.read(route.cookies)
  if (session !== undefined && !switching) {
    // A silent sign-in whose cookie is lost has failed, too: without this, its gate would begin the next one at once.
    const isSilent = readSilentAttempt(context, route.cookies) !== undefined
    const setCookies = isSilent ? [buildSilentAttempt(context, 'failed')] : []
    return buildRedirect(routes.origin + returnTo, 303, setCookies)
  }
  if (answered !== undefined && (await readDenial(context, route.cookies)) !== undefined)
    return buildRedirect(routes.url('denied'), 303)
  const isKnown = answered !== undefined || rule !== 'transaction_missing'
  const isLoop = !isKnown && isStateOfAgain(state)
  if (isOurState(state) && !isLoop && mayStartAgain(context, route))
    return startAgain(context, route, { providerId, returnTo, switching })
  throw new OidcError(
    rule,
    `The callback of provider ${providerId} matches no running sign-in of this browser.`,
    {
      providerId,
    },
  )
}
