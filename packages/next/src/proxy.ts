import { buildPrivateResponse, type Engine } from '@x/oidc-engine'
import { answerForbidden, answerStaleRedirect } from '@x/oidc-engine/adapter'
import { after, connection, NextResponse, type NextRequest } from 'next/server.js'
import { pageUrlHeader, readRequest } from './read-request.ts'

/** Responds to the engine's own paths, and to the path to which a page sends a user who lacks a role. */
async function respond<Role extends string>(
  engine: Engine<Role>,
  received: NextRequest,
): Promise<Response | undefined> {
  const request = readRequest(received)
  const options = { waitUntil: after }
  return (
    (await answerForbidden(engine, request)) ??
    (await answerStaleRedirect(engine, request, options)) ??
    engine.handle(request, options)
  )
}

/** Handles a request of a route of the engine's own paths. */
export async function handleRoute<Role extends string>(
  engine: Engine<Role>,
  request: NextRequest,
): Promise<Response> {
  await connection()
  return (await respond(engine, request)) ?? new Response('Not Found', { status: 404 })
}

/** Handles a request in front of all routes: it renews sessions, and passes each page its own address. */
export async function handleProxy<Role extends string>(
  engine: Engine<Role>,
  request: NextRequest,
): Promise<Response> {
  const response = await respond(engine, request)
  if (response !== undefined) return response
  const headers = new Headers(request.headers)
  headers.set(pageUrlHeader, request.url)
  const passed = NextResponse.next({ request: { headers } })
  // An asset with a cookie could not be cached.
  if (request.nextUrl.pathname.startsWith('/_next/')) return passed
  const requestAuth = await engine.authenticate(request)
  const { setCookies } = requestAuth
  // After `headers()` of next.config, only headers of the proxy count, and the proxy does not see which responses depend on
  // the caller.
  const isPrivate = setCookies.length > 0 || engine.hasCredentials(request, requestAuth)
  return isPrivate ? buildPrivateResponse(passed, setCookies) : passed
}
