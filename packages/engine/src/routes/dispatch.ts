import { OidcError } from '@x/oidc-core'
import type { EngineContext } from '../engine-context.ts'
import { answerError } from '../http/error-response.ts'
import type { RouteName } from '../http/route-table.ts'
import { handleChooseProvider } from './choose-provider.ts'
import { handleSession } from './session.ts'
import type { RouteContext, RouteHandler } from './route-handler.ts'
import { handleDenied } from './denied.ts'
import { handleLoggedOut } from './logged-out.ts'
import { handleLogout } from './logout.ts'
import { handleLogin } from './login.ts'

interface AnsweredRoute {
  readonly flow: RouteHandler
  readonly methods: readonly string[]
}

const reads = ['GET', 'HEAD']

/** This code is loaded with the first callback, because most of it handles sign-ins that fail. */
const handleCallback: RouteHandler = async (context, route) => {
  const callback = await import('./callback/callback.ts')
  return callback.handleCallback(context, route)
}

/** Every path of the engine: its handlers by method. */
const flows: Readonly<Record<RouteName, AnsweredRoute>> = {
  login: { flow: handleChooseProvider, methods: reads },
  authorization: { flow: handleLogin, methods: reads },
  callback: { flow: handleCallback, methods: ['GET'] },
  denied: { flow: handleDenied, methods: reads },
  logout: { flow: handleLogout, methods: [...reads, 'POST'] },
  loggedOut: { flow: handleLoggedOut, methods: reads },
  session: { flow: handleSession, methods: reads },
}

/** Responds to a request to one of the engine's own paths. It never rejects. */
export async function dispatch(context: EngineContext, route: RouteContext): Promise<Response> {
  const { flow, methods } = flows[route.name]
  const { method } = route.request
  const response = await answer().catch((error: unknown) => answerError(context, route.request, error))
  return method === 'HEAD' ? new Response(null, response) : response

  async function answer(): Promise<Response> {
    if (methods.includes(method)) return flow(context, route)
    const allow = methods.join(', ')
    throw new OidcError('method_not_allowed', `Only ${allow} work here.`, { allow })
  }
}
