import type { OidcConfig } from '@x/oidc-core'
import type { RequestAuth } from '../request-auth.ts'
import type { RoleIn, UserTypes } from '../with-extra.ts'
import { buildRedirect } from '../../http/redirect.ts'
import { createRouteTable } from '../../http/route-table.ts'
import { type HttpRequest, isNavigation, splitUrl } from '../../http/request.ts'
import { resolveReturnTo } from '../../http/return-to.ts'
import type { HandleOptions } from '../../http/wait-until.ts'

/** Query parameter that says that a gate sent the browser to the sign-in. */
const gateParameter = 'gate'

/** Query parameter that counts the respellings of an address. */
const againParameter = 'oidc-again'

/** Maximum respellings. Browsers follow more redirects than this. */
const maxAgain = 5

/**
 * Adds the query parameter for a redirect by a gate to the address of a sign-in. For adapters that cannot keep the redirect out
 * of caches.
 */
export function markGateRedirect(location: string): string {
  const url = new URL(location)
  url.searchParams.set(gateParameter, '1')
  return url.href
}

/** The parts of the engine that this needs. */
interface StaleRedirectEngine<Types extends UserTypes> {
  /** The checked configuration. */
  readonly config: OidcConfig<RoleIn<Types>>
  /** Authenticates a request by its session. */
  readonly authenticate: (
    request: HttpRequest,
    handling?: HandleOptions,
  ) => RequestAuth<Types> | Promise<RequestAuth<Types>>
  /** Answers a request to one of the engine's own paths; undefined for every other. */
  readonly handle: (
    request: HttpRequest,
    options: HandleOptions,
    known: RequestAuth<Types>,
  ) => Promise<Response | undefined>
}

/**
 * Responds to a browser that is signed in, but that a gate sent to the sign-in: the redirect comes from a cache, which would
 * repeat it for the same address. So the browser goes back to another spelling of the address, which no cache has. A
 * browser that is not signed in gets the sign-in. Undefined for every other request. For adapters that cannot keep the redirect
 * out of caches.
 */
export async function answerStaleRedirect<Types extends UserTypes>(
  { authenticate, config, handle }: StaleRedirectEngine<Types>,
  request: HttpRequest,
  options: HandleOptions = {},
): Promise<Response | undefined> {
  const { path, query } = splitUrl(request.url)
  const parameters = new URLSearchParams(query)
  if (!parameters.has(gateParameter) || !isNavigation(request)) return undefined
  const routes = createRouteTable(config)
  const route = routes.match(path)?.name
  if (route !== 'login' && route !== 'authorization') return undefined
  const known = await authenticate(request, options)
  if (known.auth.status === 'anonymous' && known.isRefused !== true) return handle(request, options, known)
  const url = new URL(resolveReturnTo(parameters.get('returnTo'), routes), routes.origin)
  const again = Number(url.searchParams.get(againParameter) ?? '0') + 1
  // The page does not recognise the session of this browser: only a new sign-in helps.
  if (!(again <= maxAgain)) return handle(request, options, known)
  url.searchParams.set(againParameter, String(again))
  return buildRedirect(url.href, 302, known.setCookies)
}
