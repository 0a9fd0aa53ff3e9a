import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createOidc, memoryStore } from '@x/oidc-fastify'
import fastify, { type FastifyInstance } from 'fastify'
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
export function createApp(settings: Settings): FastifyInstance {
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

  const app = fastify()
  void app.register(oidc.plugin)

  const style = readFileSync(join(import.meta.dirname, '../public/style.css'))
  app.get('/style.css', (_, reply) => reply.type('text/css; charset=utf-8').send(style))

  // The pages are HTML, and the body of a form is text.
  app.addHook('preHandler', async (_, reply) => {
    reply.type('text/html; charset=utf-8')
  })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_: unknown, body: string) => new URLSearchParams(body),
  )

  app.get('/', async (request) => buildHomePage(oidc.auth(request)))

  app.get('/notice', { onRequest: oidc.requireRole('ROLE_USER') }, async (request) =>
    buildNoticePage(oidc.auth(request), changes),
  )

  app.get('/orders', { onRequest: oidc.requireRole('ROLE_USER') }, async (request) => {
    const answer = await oidc.fetchAs(request, settings.apiUrl)('/orders')
    const { rolesDecidedAt } = oidc.user(request).extra
    return buildOrdersPage(oidc.auth(request), {
      status: answer.status,
      answer: await answer.text(),
      rolesDecidedAt,
      rolesEndAt: rolesDecidedAt + roleMaxAgeSeconds * 1000,
    })
  })

  const forEditors = { onRequest: oidc.requireRole('ROLE_EDITOR') }
  app.get('/notice/edit', forEditors, async (request) => buildEditPage(oidc.auth(request), changes))
  app.post('/notice/edit', forEditors, async (request, reply) => {
    const text = request.body instanceof URLSearchParams ? (request.body.get('text') ?? '') : ''
    changes.push({ author: oidc.user(request).name, text })
    return reply.redirect('/notice', 303)
  })

  app.get('/admin', { onRequest: oidc.requireRole('ROLE_ADMIN') }, async (request) =>
    buildAdminPage(oidc.auth(request), changes),
  )

  app.setNotFoundHandler(async (request, reply) => {
    reply.code(404)
    return buildNotFoundPage(oidc.auth(request))
  })
  return app
}
