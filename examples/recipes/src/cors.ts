import cors from 'cors'
import type { Express } from 'express'
import type { AppOidc } from './oidc.ts'

/** An API for the scripts of another origin, which send an access token. */
export function serveApi(app: Express, oidc: AppOidc, audience: string): void {
  app.use(
    '/api',
    // First: it answers the preflight, which has no token, and its headers let the script read a 401.
    cors({ origin: ['https://spa.example.com'], exposedHeaders: ['WWW-Authenticate'], maxAge: 600 }),
    oidc.bearer({ audience }),
  )
  app.get('/api/me', (req, res) => {
    res.json({ name: oidc.user(req).name })
  })
}
