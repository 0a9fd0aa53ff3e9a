import { createOidc, watchAccess } from '@x/oidc-hono'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { buildOptions, type Settings } from './settings.ts'

/** Streams events at `/events`, to people with the role, until their session ends. */
export function createEventsApp(settings: Settings) {
  const oidc = createOidc(buildOptions(settings))
  const app = new Hono()
  app.use(oidc.middleware())

  app.get('/events', oidc.requireRole('ROLE_USER'), (c) => {
    // Hono answers HEAD by this handler, too, and reads no stream.
    if (c.req.method === 'HEAD') return c.body(null)
    const { auth } = c.var
    const gate = { role: 'ROLE_USER' } as const
    const watch = watchAccess(oidc.engine, c.req.raw, auth, { gate, refresh: 'due' })

    return streamSSE(c, async (stream) => {
      const ended = new Promise<void>((resolve) => {
        watch.ended.addEventListener('abort', () => resolve())
        stream.onAbort(resolve)
      })
      try {
        await stream.writeSSE({ data: `hello ${auth.user.name}` })
        await ended
      } finally {
        watch.stop()
      }
    })
  })
  return { app, oidc }
}
