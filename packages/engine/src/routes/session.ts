import type { Auth } from '../access/auth.ts'
import type { SessionResponse } from '../access/session-response.ts'
import { buildPrivateResponse } from '../http/private-headers.ts'
import { buildProblem } from '../http/problem.ts'
import { buildLoginChallenge } from '../http/route-table.ts'
import { authenticateParsed } from '../sessions/authenticate.ts'
import type { RouteHandler } from './route-handler.ts'

/**
 * Returns the signed-in user to a script of the application, as JSON. With `optional=1` an anonymous visitor is an answer and no
 * error. A person who is no longer admitted is then anonymous, as for a handler without a gate (decision 110). An outage stays an error.
 */
export const handleSession: RouteHandler = async (context, { cookies, handling, query, request }) => {
  const requestAuth = await authenticateParsed(context, { request, cookies }, handling)
  const { auth, setCookies } = requestAuth
  const isOptional = new URLSearchParams(query).get('optional') === '1'
  if (auth.status === 'authenticated' || isOptional) {
    const headers = { 'x-content-type-options': 'nosniff' }
    return buildPrivateResponse(Response.json(describeCaller(auth), { headers }), setCookies)
  }
  const refused = requestAuth.isRefused === true ? await requestAuth.authorize() : undefined
  const problem = { status: 401, title: 'Not signed in', code: 'anonymous' }
  const challenge = { 'www-authenticate': buildLoginChallenge(context.routes) }
  return buildPrivateResponse(refused ?? buildProblem(problem, challenge), setCookies)
}

function describeCaller(auth: Auth): SessionResponse {
  if (auth.status === 'anonymous') return { authenticated: false }
  const { expiresAt, roles } = auth
  // The data that `onSignIn` added is for the server (decision 105).
  const { issuer, subject, name, claims } = auth.user
  return { authenticated: true, user: { issuer, subject, name, claims }, roles: [...roles], expiresAt }
}
