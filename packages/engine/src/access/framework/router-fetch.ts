import type { OidcConfig } from '@x/oidc-core'
import { buildPrivateResponse } from '../../http/private-headers.ts'
import { type HttpRequest, isPrefetchOfBrowser, splitUrl } from '../../http/request.ts'
import { createRouteTable, type RouteName } from '../../http/route-table.ts'
import { isForbiddenPath } from './forbidden-address.ts'

/** The paths that a browser shows in its window. The others are for providers and scripts. */
const pages: readonly (RouteName | undefined)[] = ['login', 'authorization', 'denied', 'logout', 'loggedOut']

/** The parts of the engine that this needs. */
interface RouterFetchEngine {
  /** The checked configuration. */
  readonly config: OidcConfig
  /** Whether the engine answers a URL. */
  readonly handles: (url: string) => boolean
}

/**
 * Responds to the router of a framework that fetches one of our pages with `fetch`. Only the browser's window can show such a
 * page, and only a window may begin a sign-in. The router navigates the window to an address whose response it cannot render.
 * Undefined for every other request. For adapters.
 */
export function answerRouterFetch(
  { config, handles }: RouterFetchEngine,
  request: HttpRequest,
): Response | undefined {
  if (request.method !== 'GET' || !acceptsAnything(request) || isPrefetchOfBrowser(request)) return undefined
  const { path } = splitUrl(request.url)
  const isPage =
    isForbiddenPath(config, path) ||
    (handles(request.url) && pages.includes(createRouteTable(config).match(path)?.name))
  if (!isPage) return undefined
  // The status is not an error, because browsers write errors to the console. It is not 204, because the router of Next.js reads
  // a body. The body is empty, because that router does not read text, and a request with an unread body never ends.
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  return buildPrivateResponse(new Response('', { headers }))
}

/**
 * A router sends the default `Accept` of `fetch`, or asks for a payload of React, as the server of Next.js does for the redirect
 * of an action. A script that asks for JSON gets JSON.
 */
function acceptsAnything({ header }: HttpRequest): boolean {
  return /^(?:\*\/\*$|text\/x-component\b)/u.test((header('accept') ?? '*/*').trim())
}
