import { buildLoginChallenge } from '../http/route-table.ts'
import { buildPrivateResponse } from '../http/private-headers.ts'
import type { Person } from '../access/auth.ts'
import { buildProblem } from '../http/problem.ts'
import { authenticateParsed } from '../sessions/authenticate.ts'
import type { RouteHandler } from './route-handler.ts'

/** The data that `onSignIn` added is for the server (decision 105). */
function omitExtra({ issuer, subject, name, claims }: Person): Person {
  return { issuer, subject, name, claims }
}

/** Returns the signed-in user to a script of the application, as JSON. */
export const handleSession: RouteHandler = async (context, { cookies, handling, request }) => {
  const requestAuth = await authenticateParsed(context, { request, cookies }, handling)
  const { auth, setCookies } = requestAuth
  const refused = requestAuth.isRefused === true ? await requestAuth.authorize() : undefined
  if (refused !== undefined) return buildPrivateResponse(refused, setCookies)
  const response =
    auth.status === 'anonymous'
      ? buildProblem(
          { status: 401, title: 'Not signed in', code: 'anonymous' },
          { 'www-authenticate': buildLoginChallenge(context.routes) },
        )
      : Response.json(
          { user: omitExtra(auth.user), roles: [...auth.roles], expiresAt: auth.expiresAt },
          { headers: { 'x-content-type-options': 'nosniff' } },
        )
  return buildPrivateResponse(response, setCookies)
}
