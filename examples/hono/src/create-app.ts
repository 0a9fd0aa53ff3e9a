import { createOidc, type SessionStore } from '@x/oidc-hono'
import { Hono } from 'hono'
import {
  buildAdminPage,
  buildEditPage,
  buildHomePage,
  buildNotFoundPage,
  buildNoticePage,
  buildOrdersPage,
  type Change,
} from './pages.ts'
import { style } from './style.ts'

export interface Settings {
  readonly baseUrl: string
  readonly issuerUrl: string
  readonly clientId: string
  readonly clientSecret: string | undefined
  /** At least 32 bytes. */
  readonly sessionSecret: string | undefined
  /** The origin of the API that is called as the person. */
  readonly apiUrl: string
  /** Keeps sessions with the tokens of people, so that they refresh. */
  readonly store: SessionStore
  /** Shown on the first page, where several processes take turns. */
  readonly processName?: string | undefined
}

/** Short, so that you can watch a role go. The default is 900. */
const roleMaxAgeSeconds = 30

/** Creates the whole application: one configuration, then pages behind roles. */
export function createApp(settings: Settings) {
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
    session: { secret: settings.sessionSecret, store: settings.store, roleMaxAgeSeconds },
    // Called at each sign-in and each refresh, when the roles have been decided.
    onSignIn: () => ({ extra: { rolesDecidedAt: Date.now() } }),
  })

  // Lost when the app stops; yours has a database.
  const changes: Change[] = [{ author: 'the office', text: 'The kitchen is closed on Friday.' }]

  const app = new Hono<typeof oidc.env>()
  app.get('/style.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.use(oidc.middleware())

  app.get('/', (c) => c.html(buildHomePage(c.var.auth, settings.processName)))

  app.get('/notice', oidc.requireRole('ROLE_USER'), (c) => c.html(buildNoticePage(c.var.auth, changes)))

  app.get('/orders', oidc.requireRole('ROLE_USER'), async (c) => {
    const answer = await oidc.fetchAs(c, settings.apiUrl)('/orders')
    const { rolesDecidedAt } = c.var.auth.user.extra
    const orders = {
      status: answer.status,
      answer: await answer.text(),
      rolesDecidedAt,
      rolesEndAt: rolesDecidedAt + roleMaxAgeSeconds * 1000,
    }
    return c.html(buildOrdersPage(c.var.auth, orders))
  })

  app.get('/notice/edit', oidc.requireRole('ROLE_EDITOR'), (c) => c.html(buildEditPage(c.var.auth, changes)))

  app.post('/notice/edit', oidc.requireRole('ROLE_EDITOR'), async (c) => {
    const { text } = await c.req.parseBody<{ text: string }>()
    changes.push({ author: c.var.auth.user.name, text })
    return c.redirect('/notice', 303)
  })

  app.get('/admin', oidc.requireRole('ROLE_ADMIN'), (c) => c.html(buildAdminPage(c.var.auth, changes)))

  app.notFound((c) => c.html(buildNotFoundPage(oidc.auth(c)), 404))
  return app
}
