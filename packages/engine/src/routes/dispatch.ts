import { OidcError } from '@x/oidc-core'
import type { EngineContext } from '../engine-context.ts'
import { answerError } from '../http/error-response.ts'
import type { RouteName } from '../http/route-table.ts'
import type { RouteContext, RouteHandler } from './route-handler.ts'

interface AnsweredRoute {
  readonly flow: RouteHandler
  readonly methods: readonly string[]
}

const reads = ['GET', 'HEAD']

/** The code of a path is loaded with the first request to it: most requests are to the application's own paths. */
function load(read: () => Promise<RouteHandler>): RouteHandler {
  return async (context, route) => {
    const handler = await read()
    return handler(context, route)
  }
}

const handleChooseProvider = load(async () => (await import('./choose-provider.ts')).handleChooseProvider)
const handleLogin = load(async () => (await import('./login.ts')).handleLogin)
const handleInitiateLogin = load(async () => (await import('./initiate-login.ts')).handleInitiateLogin)
const handleCallback = load(async () => (await import('./callback/callback.ts')).handleCallback)
const handleDenied = load(async () => (await import('./denied.ts')).handleDenied)
const handleLogout = load(async () => (await import('./logout.ts')).handleLogout)
const handleBackChannelLogout = load(
  async () => (await import('./back-channel-logout.ts')).handleBackChannelLogout,
)
const handleFrontChannelLogout = load(
  async () => (await import('./front-channel-logout.ts')).handleFrontChannelLogout,
)
const handleLoggedOut = load(async () => (await import('./logged-out.ts')).handleLoggedOut)
const handleSession = load(async () => (await import('./session.ts')).handleSession)

/** Every path of the engine: its handlers by method. */
const flows: Readonly<Record<RouteName, AnsweredRoute>> = {
  login: { flow: handleChooseProvider, methods: reads },
  authorization: { flow: handleLogin, methods: reads },
  initiateLogin: { flow: handleInitiateLogin, methods: [...reads, 'POST'] },
  callback: { flow: handleCallback, methods: ['GET'] },
  denied: { flow: handleDenied, methods: reads },
  logout: { flow: handleLogout, methods: [...reads, 'POST'] },
  loggedOut: { flow: handleLoggedOut, methods: reads },
  session: { flow: handleSession, methods: reads },
  backChannelLogout: { flow: handleBackChannelLogout, methods: ['POST'] },
  frontChannelLogout: { flow: handleFrontChannelLogout, methods: ['GET'] },
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
