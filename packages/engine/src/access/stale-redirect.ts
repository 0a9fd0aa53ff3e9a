import type { OidcConfig } from '@x/oidc-core'
import type { RequestAuth } from './request-auth.ts'
import { buildRedirect } from '../http/redirect.ts'
import { createRouteTable } from '../http/routes.ts'
import { type HttpRequest, isNavigation, splitUrl } from '../http/request.ts'
import { resolveReturnTo } from '../http/return-to.ts'

/** Says that a gate sent the browser to the sign-in. */
const gateParameter = 'gate'

/** Counts how often an address was left for another spelling of it. */
const againParameter = 'oidc-again'

/** Fewer redirects than browsers follow. */
const maxAgain = 5

/** Adds to the address of a sign-in that a gate leads to it. For adapters that cannot keep the redirect out of caches. */
export function markGateRedirect(location: string): string {
  const url = new URL(location)
  url.searchParams.set(gateParameter, '1')
  return url.href
}

/** What is read of the engine. */
interface StaleRedirectEngine {
  readonly config: OidcConfig
  readonly authenticate: (request: HttpRequest) => RequestAuth | Promise<RequestAuth>
}

/**
 * Answers a browser that is signed in already and that a gate sent to the sign-in: the redirect comes from a cache, which would
 * send it here again from the same address. So it goes back to another spelling of the address, which no cache has. Undefined
 * for every other request. For adapters that cannot keep the redirect out of caches.
 */
export async function answerStaleRedirect(
  { authenticate, config }: StaleRedirectEngine,
  request: HttpRequest,
): Promise<Response | undefined> {
  const { path, query } = splitUrl(request.url)
  const parameters = new URLSearchParams(query)
  if (!parameters.has(gateParameter) || !isNavigation(request)) return undefined
  const routes = createRouteTable(config)
  const route = routes.match(path)?.name
  if (route !== 'login' && route !== 'authorization') return undefined
  const { auth, setCookies } = await authenticate(request)
  if (auth.status === 'anonymous') return undefined
  const url = new URL(resolveReturnTo(parameters.get('returnTo'), routes), routes.origin)
  const again = Number(url.searchParams.get(againParameter) ?? '0') + 1
  // A browser that comes back so often is not known to the page: only a new sign-in is left.
  if (!(again <= maxAgain)) return undefined
  url.searchParams.set(againParameter, String(again))
  return buildRedirect(url.href, 302, setCookies)
}
