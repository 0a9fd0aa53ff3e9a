import { buildLoginChallenge } from '../http/build-login-challenge.ts'
import { buildPrivateResponse } from '../http/build-private-response.ts'
import { buildProblem } from '../http/build-problem.ts'
import { readSession } from '../session/read-session.ts'
import type { Flow } from './flow.ts'

/** Tells a script of the application who is signed in, as JSON. */
export const describeSession: Flow = async (context, { cookies }) => {
  const { auth, setCookies } = await readSession(context, cookies)
  const response =
    auth.status === 'anonymous'
      ? buildProblem(
          { status: 401, title: 'Nobody is signed in', code: 'anonymous' },
          { 'www-authenticate': buildLoginChallenge(context.routes) },
        )
      : Response.json(
          { user: auth.user, roles: [...auth.roles], expiresAt: auth.expiresAt },
          { headers: { 'x-content-type-options': 'nosniff' } },
        )
  return buildPrivateResponse(response, setCookies)
}
