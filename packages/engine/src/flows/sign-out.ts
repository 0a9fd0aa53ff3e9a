import { buildEndSessionParameters, OidcError } from '@x/oidc-core'
import { buildDeletion } from '../cookies/build-cookie.ts'
import { buildSessionClearing } from '../cookies/write-session-cookies.ts'
import type { EngineContext } from '../engine-context.ts'
import { buildLoginUrl } from '../http/build-login-url.ts'
import { buildRedirect } from '../http/build-redirect.ts'
import { isSameOriginPost } from '../http/is-same-origin-post.ts'
import { resolveFormSchemes } from '../http/resolve-form-schemes.ts'
import { resolveReturnTo } from '../http/resolve-return-to.ts'
import { buildConfirmLogoutPage } from '../pages/confirm-logout-page.ts'
import { buildPageResponse } from '../pages/build-page-response.ts'
import { findEndSessionEndpoint } from '../provider/find-end-session-endpoint.ts'
import { buildEndedMark } from '../session/ended-session.ts'
import { readDenial } from '../session/denial.ts'
import { beginLogout, type NextLogin } from '../session/logout-state.ts'
import { readLogoutToken } from '../session/logout-token.ts'
import { readSession } from '../session/read-session.ts'
import type { Flow, Visit } from './flow.ts'

/** Ends the session here, then at the provider: a GET asks, a POST from one of our own pages does it. */
export const signOut: Flow = async (context, visit) => {
  const who = await findWho(context, visit)
  if (visit.facts.method === 'POST') return endSession(context, visit, who)
  if (who === undefined) return buildRedirect(context.routes.url('loggedOut'), 302)
  return buildPageResponse({
    status: 200,
    ...buildConfirmLogoutPage({
      name: who.name,
      signOutAction: context.routes.path('logout'),
      backHref: context.routes.home,
    }),
    formSchemes: resolveFormSchemes(context.config),
  })
}

/** Who signs out: of a session, or of a sign-in that was not admitted. */
interface Who {
  readonly providerId: string
  readonly name: string | undefined
  readonly subject: string | undefined
  readonly idToken: string | undefined
}

async function findWho(context: EngineContext, { cookies }: Visit): Promise<Who | undefined> {
  const { session } = await readSession(context, cookies)
  if (session !== undefined) {
    const { pid: providerId, name, sub: subject } = session
    return {
      providerId,
      name,
      subject,
      idToken: await readLogoutToken(context, { providerId, subject }, cookies),
    }
  }
  const denial = await readDenial(context, cookies)
  return denial && { providerId: denial.pid, name: denial.name, subject: undefined, idToken: denial.idt }
}

async function endSession(
  context: EngineContext,
  { facts, cookies, query }: Visit,
  who: Who | undefined,
): Promise<Response> {
  if (!isSameOriginPost(facts, context.routes.origin)) {
    throw new OidcError('cross_site_request', 'A sign-out was posted from another site.', {})
  }
  const { names, routes } = context
  const deletions = [
    ...(await buildEndedMark(context, cookies)),
    ...buildSessionClearing(names, cookies),
    ...[names.denied, names.logoutToken, names.attempts].map((name) => buildDeletion(names, name)),
  ]
  const next = who && resolveNextLogin(context, query, who.providerId)
  const atProvider = who && (await buildProviderLogout(context, who, next))
  if (atProvider !== undefined) {
    return buildRedirect(atProvider.location, 303, [...deletions, atProvider.stateCookie])
  }
  const here = next === undefined ? routes.url('loggedOut') : buildLoginUrl(routes, next.providerId, next)
  return buildRedirect(here, 303, deletions)
}

/** Whoever signs out to use another account goes on to the sign-in. */
function resolveNextLogin(
  { routes }: EngineContext,
  query: string,
  providerId: string,
): NextLogin | undefined {
  const parameters = new URLSearchParams(query)
  if (!parameters.has('switch')) return undefined
  return { providerId, returnTo: resolveReturnTo(parameters.get('returnTo'), routes) }
}

/** Builds the way to the provider's own sign-out. @see OpenID Connect RP-Initiated Logout 1.0, section 2 */
async function buildProviderLogout(
  context: EngineContext,
  who: Who,
  next: NextLogin | undefined,
): Promise<{ readonly location: string; readonly stateCookie: string } | undefined> {
  const client = context.clients.get(who.providerId)
  const location = await findEndSessionEndpoint(context, who.providerId)
  if (client === undefined || location === undefined) return undefined

  const { state, cookie } = beginLogout(context, next)
  const parameters = buildEndSessionParameters({
    clientId: client.config.clientId,
    postLogoutRedirectUri: context.routes.url('loggedOut'),
    state,
    idTokenHint: who.idToken,
    logoutHint: who.subject,
  })
  for (const [name, value] of Object.entries(parameters)) location.searchParams.set(name, value)
  return { location: location.href, stateCookie: cookie }
}
