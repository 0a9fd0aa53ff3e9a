import { watchAccess } from '@x/oidc-node'
import { NodeRequest } from '@x/oidc-node/http'
import type { Express } from 'express'
import type { AppOidc } from './oidc.ts'

/** Streams events at `/events`, to people with the role, until their session ends. */
export function serveEvents(app: Express, oidc: AppOidc): void {
  app.get('/events', oidc.requireRole('ROLE_USER'), (req, res) => {
    // Express answers HEAD by this handler, too, and its response has no stream.
    if (req.method === 'HEAD') return void res.end()
    const gate = { role: 'ROLE_USER' } as const
    const watch = watchAccess(oidc.engine, new NodeRequest(req), oidc.auth(req), { gate, refresh: 'due' })
    res.on('close', watch.stop)
    watch.ended.addEventListener('abort', () => res.end())

    res.writeHead(200, { 'content-type': 'text/event-stream' })
    res.write(`data: hello ${oidc.user(req).name}\n\n`)
  })
}
