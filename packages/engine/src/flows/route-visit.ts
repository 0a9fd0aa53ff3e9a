import { OidcError } from '@x/oidc-core'
import type { EngineContext } from '../engine-context.ts'
import { answerError } from '../http/answer-error.ts'
import type { RouteName } from '../http/create-route-table.ts'
import { chooseProvider } from './choose-provider.ts'
import { describeSession } from './describe-session.ts'
import { finishLogin } from './finish-login.ts'
import type { Flow, Visit } from './flow.ts'
import { showDenied } from './show-denied.ts'
import { showSignedOut } from './show-signed-out.ts'
import { signOut } from './sign-out.ts'
import { startLogin } from './start-login.ts'

interface AnsweredRoute {
  readonly flow: Flow
  readonly methods: readonly string[]
}

const reads = ['GET', 'HEAD']

/** Every path of the engine: what answers it, and to which methods. */
const flows: Readonly<Record<RouteName, AnsweredRoute>> = {
  login: { flow: chooseProvider, methods: reads },
  authorization: { flow: startLogin, methods: reads },
  callback: { flow: finishLogin, methods: ['GET'] },
  denied: { flow: showDenied, methods: reads },
  logout: { flow: signOut, methods: [...reads, 'POST'] },
  loggedOut: { flow: showSignedOut, methods: reads },
  session: { flow: describeSession, methods: reads },
}

/** Answers a request to one of the engine's own paths, whatever happens. */
export async function routeVisit(context: EngineContext, visit: Visit): Promise<Response> {
  const { flow, methods } = flows[visit.route.name]
  const { method } = visit.facts
  const response = await answer().catch((error: unknown) => answerError(context, visit.facts, error))
  return method === 'HEAD' ? new Response(null, response) : response

  async function answer(): Promise<Response> {
    if (methods.includes(method)) return flow(context, visit)
    const allow = methods.join(', ')
    throw new OidcError('method_not_allowed', `Only ${allow} work here.`, { allow })
  }
}
