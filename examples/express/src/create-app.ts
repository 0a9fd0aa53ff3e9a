import { join } from 'node:path'
import { createOidc, memoryStore } from '@x/oidc-node'
import express from 'express'
import type { Express } from 'express'
import {
  buildAdminPage,
  buildEditPage,
  buildHomePage,
  buildNotFoundPage,
  buildNoticePage,
  buildOrdersPage,
  type Change,
} from './pages.ts'

export interface Settings {
  readonly baseUrl: string
  readonly issuerUrl: string
  readonly clientId: string
  readonly clientSecret: string | undefined
  /** At least 32 bytes. */
  readonly sessionSecret: string | undefined
  /** The origin of the API that is called as the person. */
  readonly apiUrl: string
}

/** Short, so that you can watch a role go. The default is 900. */
const roleMaxAgeSeconds = 30

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
    // The store keeps the tokens of people, so that sessions refresh. It ends with the process:
    // yours is a database.
    session: { secret: settings.sessionSecret, store: memoryStore(), roleMaxAgeSeconds },
    // Called at each sign-in and each refresh, when the roles have been decided.
    onSignIn: () => ({ extra: { rolesDecidedAt: Date.now() } }),
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

  app.get('/orders', oidc.requireRole('ROLE_USER'), async (req, res) => {
    const answer = await oidc.fetchAs(req, settings.apiUrl)('/orders')
    const { rolesDecidedAt } = oidc.user(req).extra
    const orders = {
      status: answer.status,
      answer: await answer.text(),
      rolesDecidedAt,
      rolesEndAt: rolesDecidedAt + roleMaxAgeSeconds * 1000,
    }
    res.send(buildOrdersPage(oidc.auth(req), orders))
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
