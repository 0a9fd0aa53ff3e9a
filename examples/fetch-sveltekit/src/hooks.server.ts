import type { Handle } from '@sveltejs/kit/hooks'
import { engine } from './server/engine.ts'

/** The gate of each route. A route that is not listed requires a signed-in user. */
const gates: Readonly<Record<string, Parameters<typeof engine.gate>[1] | 'public'>> = {
  '/': 'public',
  '/reports': { role: 'ROLE_USER' },
  '/admin': { role: 'ROLE_ADMIN' },
}

export const handle: Handle = async ({ event, resolve }) => {
  const answered = await engine.handle(event.request)
  if (answered) return answered

  // By the route, not by the path: the data of a page has its own path.
  const asked = gates[event.route.id ?? ''] ?? {}
  if (asked === 'public') return resolve(event)
  const gate = await engine.gate(event.request, asked)
  if (gate.response) return gate.response
  event.locals.auth = gate.auth
  return gate.finish(await resolve(event))
}
