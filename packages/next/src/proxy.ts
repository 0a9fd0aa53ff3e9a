import { buildPrivateResponse, type Engine, type UserTypes } from '@x/oidc-engine'
import { answerForbidden, answerRouterFetch, answerStaleRedirect } from '@x/oidc-engine/adapter'
import { after, connection, type NextRequest } from 'next/server.js'
import { readBasePath, readOwnPath, readPath, restoreBasePath } from './address.ts'
import { type OtherProxy, passRequest } from './pass-request.ts'
import { readRequest } from './read-request.ts'

/** Responds to the engine's own paths, and to the path to which a page sends a user who lacks a role. */
async function respond<Types extends UserTypes>(
  engine: Engine<Types>,
  received: NextRequest,
  path: string,
): Promise<Response | undefined> {
  const request = readRequest(received, readOwnPath(path, readBasePath(engine.config.baseUrl)))
  const options = { waitUntil: after }
  return (
    answerRouterFetch(engine, request) ??
    (await answerForbidden(engine, request)) ??
    (await answerStaleRedirect(engine, request, options)) ??
    engine.handle(request, options)
  )
}

/** Handles a request to a route handler for the engine's own paths. */
export async function handleRoute<Types extends UserTypes>(
  engine: Engine<Types>,
  request: NextRequest,
): Promise<Response> {
  await connection()
  const path = restoreBasePath(readPath(request.url), readBasePath(engine.config.baseUrl))
  return (await respond(engine, request, path)) ?? new Response('Not Found', { status: 404 })
}

/**
 * Handles a request in front of all routes: it renews sessions, and passes each page its own address.
 * @param next another proxy of the application, for requests to all other paths than those of the engine
 */
export async function handleProxy<Types extends UserTypes>(
  engine: Engine<Types>,
  request: NextRequest,
  next?: OtherProxy,
): Promise<Response> {
  const response = await respond(engine, request, readPath(request.url))
  if (response !== undefined) return keepOrigin(request, response)
  // Caches could not store an asset whose response sets a cookie.
  if (request.nextUrl.pathname.startsWith('/_next/')) return passRequest(request, { next })
  // A page cannot write cookies, so the session is refreshed here also if its access token expires soon.
  const requestAuth = await engine.authenticate(request, { waitUntil: after, refresh: 'early' })
  const { setCookies } = requestAuth
  const passed = await passRequest(request, { next, setCookies })
  // After `headers()` of next.config, only headers of the proxy count, and the proxy does not see which responses depend on
  // the caller.
  const isPrivate = setCookies.length > 0 || engine.hasCredentials(request, requestAuth)
  return isPrivate ? buildPrivateResponse(passed, setCookies) : passed
}

/**
 * Next.js shortens a redirect of a proxy to a path if it assumes that the origin stays the same. It treats 127.0.0.1 and [::1] as
 * localhost. A browser that has to change the host gets a page that refreshes to the address.
 */
function keepOrigin(request: NextRequest, response: Response): Response {
  const location = response.headers.get('location')
  if (location === null || !URL.canParse(location)) return response
  const { host } = new URL(location)
  const isShortened = spellLoopback(location) === spellLoopback(request.nextUrl.href)
  if (!isShortened || host === request.headers.get('host')) return response
  const headers = new Headers(response.headers)
  headers.delete('location')
  headers.set('refresh', `0; url=${location}`)
  headers.set('content-type', 'text/plain; charset=utf-8')
  return new Response(`Continue at ${location}\n`, { headers })
}

/** The origin of an address, as Next.js spells it. */
function spellLoopback(url: string): string {
  return new URL(url).origin.replace(/\/\/(?:127(?:\.\d+){3}|\[::1\])(?=:|$)/u, '//localhost')
}
