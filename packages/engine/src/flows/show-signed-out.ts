import { isSameText } from '@x/oidc-core'
import { buildDeletion } from '../cookies/build-cookie.ts'
import { buildRedirect } from '../http/build-redirect.ts'
import { buildPageResponse } from '../pages/build-page-response.ts'
import { buildLoggedOutPage } from '../pages/logged-out-page.ts'
import { buildPrivateResponse } from '../http/build-private-response.ts'
import { readSession } from '../session/read-session.ts'
import type { Flow } from './flow.ts'

/**
 * Receives people back from the provider's sign-out. `state` only decides what the page says: with a wrong one, or none,
 * they are signed out here all the same.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 3
 */
export const showSignedOut: Flow = async (context, { query, cookies }) => {
  const { names, routes } = context
  const { session } = await readSession(context, cookies)
  if (session !== undefined) return buildRedirect(routes.origin + routes.home, 302)
  const expected = cookies.get(names.logoutState)
  const page = await buildPageResponse({
    status: 200,
    ...buildLoggedOutPage({
      providerAlso: isSameText(new URLSearchParams(query).get('state'), expected),
      homeHref: routes.home,
    }),
  })
  if (expected === undefined) return page
  return buildPrivateResponse(page, [buildDeletion(names, names.logoutState)])
}
