import type { Authenticated, Engine, GateOptions } from '@x/oidc-engine'
import { createContext } from 'react-router'
import type { MiddlewareFunction } from 'react-router'
import { engine } from './engine.ts'

type Role = typeof engine extends Engine<infer Name> ? Name : never

/** Who is signed in, for the loaders and actions behind a gate. */
export const authContext = createContext<Authenticated>()

/** For the root route: answers the engine's own paths. */
export const answerOidcPaths: MiddlewareFunction<Response> = async ({ request }, next) =>
  (await engine.handle(request)) ?? next()

/** For a route and all below it. Each needs a loader: without one, React Router asks the server for nothing. */
export function gate(asked: GateOptions<Role> = {}): MiddlewareFunction<Response> {
  return async ({ request, context }, next) => {
    const gate = await engine.gate(request, asked)
    if (gate.response) return gate.response
    context.set(authContext, gate.auth)
    return gate.finish(await next())
  }
}
