import { join } from 'node:path'
import { createOidc } from '@x/oidc-node'
import express from 'express'
import type { Express } from 'express'
import {
  buildAdminPage,
  buildEditPage,
  buildHomePage,
  buildNotFoundPage,
  buildNoticePage,
  type Change,
} from './pages.ts'

export interface Settings {
  readonly baseUrl: string
  readonly issuerUrl: string
  readonly clientId: string
  readonly clientSecret: string | undefined
  /** At least 32 bytes. */
  readonly sessionSecret: string | undefined
}

/** Creates the whole application: one configuration, then pages behind roles. */
export function createApp(settings: Settings): Express {
  const oidc = createOidc({
    baseUrl: settings.baseUrl,
    providers: [
      {
        providerId: 'demo',
        issuerUrl: settings.issuerUrl,
        clientId: settings.clientId,
        clientSecret: settings.clientSecret,
        nameClaim: 'name',
        scopes: ['profile'],
        rolesClaims: ['https://example.com/roles', { path: ['realm_access', 'roles'], from: 'accessToken' }],
      },
    ],
    security: {
      roleMapping: { staff: ['ROLE_USER'], editors: ['ROLE_EDITOR'], admins: ['ROLE_USER', 'ROLE_ADMIN'] },
      impliedRoles: { ROLE_ADMIN: ['ROLE_EDITOR'] },
    },
    session: { secret: settings.sessionSecret },
  })

  // Lost when the app stops; yours has a database.
  const changes: Change[] = [{ author: 'the office', text: 'The kitchen is closed on Friday.' }]

  const app = express()
  app.disable('x-powered-by')
  app.use(express.static(join(import.meta.dirname, '../public')))
  app.use(oidc.middleware())

  app.get('/', (req, res) => {
    res.send(buildHomePage(oidc.auth(req)))
  })

  app.get('/notice', oidc.requireRole('ROLE_USER'), (req, res) => {
    res.send(buildNoticePage(oidc.auth(req), changes))
  })

  app
    .route('/notice/edit')
    .all(oidc.requireRole('ROLE_EDITOR'))
    .get((req, res) => {
      res.send(buildEditPage(oidc.auth(req), changes))
    })
    .post(express.urlencoded(), (req, res) => {
      const { text } = req.body as { readonly text?: unknown }
      changes.push({ author: oidc.user(req).name, text: String(text) })
      res.redirect(303, '/notice')
    })

  app.get('/admin', oidc.requireRole('ROLE_ADMIN'), (req, res) => {
    res.send(buildAdminPage(oidc.auth(req), changes))
  })

  app.use((req, res) => {
    res.status(404).send(buildNotFoundPage(oidc.auth(req)))
  })
  return app
}
