import { OidcError } from '@x/oidc-core'
import { parseCookies } from '../cookies/cookie.ts'
import type { HttpRequest } from '../http/request.ts'
import { hasSession } from './has-session.ts'
import type { SessionContext } from './session-context.ts'

/**
 * Refuses a request of another site, which a sign-in would not help. Without the cookie of a session, it is one of any anonymous caller.
 * @throws OidcError `cross_site_request`
 */
export function refuseCrossSite(context: SessionContext, { header }: HttpRequest): void {
  if (!hasSession(context, parseCookies(header('cookie'), context.names))) return
  throw new OidcError('cross_site_request', 'A page of another site sent a request with the session.', {})
}
