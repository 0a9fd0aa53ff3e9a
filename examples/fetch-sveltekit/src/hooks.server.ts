import type { Handle } from '@sveltejs/kit/hooks'
import { engine } from './server/engine.ts'

/** What each route asks for. One that is not here requires a signed-in user. */
const gates: Readonly<Record<string, Parameters<typeof engine.gate>[1] | 'public'>> = {
  '/': 'public',
  '/reports': { role: 'ROLE_USER' },
  '/admin': { role: 'ROLE_ADMIN' },
}

export const handle: Handle = async ({ event, resolve }) => {
  const answered = await engine.handle(event.request)
  if (answered) return answered

  // By the route and not by the path: a page's data has a path of its own.
  const asked = gates[event.route.id ?? ''] ?? {}
  if (asked === 'public') return resolve(event)
  const gate = await engine.gate(event.request, asked)
  if (gate.response) return gate.response
  event.locals.auth = gate.auth
  return gate.finish(await resolve(event))
}
