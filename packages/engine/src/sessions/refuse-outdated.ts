import { OidcError } from '@x/oidc-core'
import { answerError } from '../http/error-response.ts'
import { buildPrivateResponse } from '../http/private-headers.ts'
import { buildRedirect } from '../http/redirect.ts'
import { type HttpRequest, isFramed, isNavigation } from '../http/request.ts'
import { buildLoginChallenge, buildLoginUrl } from '../http/route-table.ts'
import type { RequestCookies } from './browser-sessions.ts'
import { areRolesShown, compareRoleAge } from './refresh/renewal.ts'
import type { SessionContext } from './session-context.ts'
import { readSilentAttempt } from './silent-attempts.ts'
import type { Session } from './session.ts'
import { askToSignIn, resolveWayBack } from '../access/authorize.ts'
import type { GateOptions } from '../access/gate-options.ts'

/** Seconds after which a gate may be asked again: a refresh that failed is tried again then. */
const retrySeconds = 10

/**
 * Builds the response of a gate to a session whose roles are too old. Undefined if they count. Where only a sign-in renews them, a
 * navigation passes through the provider, without a page of it, and returns; other requests get 401. For a minute after that began
 * without a result, the old roles count until the end of the grace, and a gate without a role goes on after it, too: the provider may be
 * down, and would keep the person away. Where the provider does not confirm the roles, a gate with a role responds 503.
 */
export function refuseOutdated(
  context: SessionContext,
  { request, cookies }: { readonly request: HttpRequest; readonly cookies: RequestCookies },
  session: Session,
  gate: GateOptions,
): Promise<Response> | undefined {
  const { ports } = context
  const now = ports.now()
  const needsRole = 'role' in gate
  const standing = compareRoleAge(context, session, now)
  if (standing === 'current') return undefined
  if (standing === 'sign_in') {
    const attempt = readSilentAttempt(context, cookies)
    const isShown = areRolesShown(context, session, now)
    if (attempt === undefined || (attempt === 'begun' && !isShown && needsRole))
      return askToRenew(context, request, session)
    if (isShown) return undefined
  }
  if (!needsRole) return undefined
  const { providerId } = session
  const message = `The roles of a session of ${providerId} are too old, and the provider does not confirm them.`
  const error = new OidcError('roles_outdated', message, { providerId, retryAfterSeconds: retrySeconds })
  return answerError(context, request, error, { isCounted: true })
}

async function askToRenew(
  context: SessionContext,
  request: HttpRequest,
  { providerId }: Session,
): Promise<Response> {
  // The provider would refuse a frame, or not see its cookies there: the session would end.
  if (isNavigation(request) && !isFramed(request)) {
    const returnTo = resolveWayBack(context, request)
    const location = buildLoginUrl(context.routes, providerId, { returnTo, silent: true })
    return buildPrivateResponse(buildRedirect(location, 302))
  }
  const response = await askToSignIn(context, request)
  const challenge = `${buildLoginChallenge(context.routes)}, error="roles_outdated"`
  response.headers.set('www-authenticate', challenge)
  return buildPrivateResponse(response)
}
