import type { MiddlewareHandler } from 'astro'
import { engine } from './server/engine.ts'

/** The gate of each route. A route that is not listed requires a signed-in user. */
const gates: Readonly<Record<string, Parameters<typeof engine.gate>[1] | 'public'>> = {
  '/': 'public',
  '/reports': { role: 'ROLE_USER' },
  '/admin': { role: 'ROLE_ADMIN' },
}

export const onRequest: MiddlewareHandler = async (context, next) => {
  const answered = await engine.handle(context.request)
  if (answered) return answered

  // By the route, not by the path, which can be written in many ways.
  const asked = gates[context.routePattern] ?? {}
  if (asked === 'public') return next()
  const gate = await engine.gate(context.request, asked)
  if (gate.response) return gate.response
  context.locals.auth = gate.auth
  return gate.finish(await next())
}
