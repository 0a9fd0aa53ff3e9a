import { buildDeletion } from '../cookies/cookie.ts'
import { buildLoginUrl } from '../http/route-table.ts'
import { buildPrivateResponse } from '../http/private-headers.ts'
import { buildRedirect } from '../http/redirect.ts'
import { resolveReturnTo } from '../http/return-to.ts'
import { endLogout } from '../sessions/logout-cookies.ts'
import type { RouteHandler } from './route-handler.ts'

/**
 * Receives the browser after the sign-out at the provider. `state` decides the text of the page, and whether a sign-in follows.
 * With a wrong `state`, or without `state`, the person is still signed out here.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 3
 */
export const handleLoggedOut: RouteHandler = async (context, { request, query, cookies }) => {
  const { names, routes } = context
  const { session } = await context.sessions.read(cookies)
  if (session !== undefined) return buildRedirect(routes.origin + routes.home, 302)
  const ended = endLogout(context, new URLSearchParams(query).get('state'), cookies)
  const deletions = cookies.has(names.logoutState) ? [buildDeletion(names, names.logoutState)] : []
  if (ended?.next !== undefined) {
    const { providerId, returnTo } = ended.next
    const login = buildLoginUrl(routes, providerId, { returnTo: resolveReturnTo(returnTo, routes) })
    return buildRedirect(login, 302, deletions)
  }
  if (routes.afterLogout !== undefined) return buildRedirect(routes.afterLogout, 302, deletions)
  const data = { providerAlso: ended !== undefined, homeHref: routes.home }
  const page = await context.pages.write(request, { status: 200, kind: 'loggedOut', data })
  return buildPrivateResponse(page, deletions)
}
