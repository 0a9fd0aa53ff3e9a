import type { AppSettings } from '../framework.ts'
import { escapeHtmlLines } from './escape-html.ts'

/** Writes an application for Fastify. */
export function writeFastifyApp({ configuration, port, hasRoles }: AppSettings): string {
  return `import Fastify from 'fastify'
import { createOidc } from '@x/oidc-fastify'
import options from '${configuration}'

const oidc = createOidc(options)

${escapeHtmlLines.join('\n')}

const app = Fastify()
await app.register(oidc.plugin) // sign-in, callback and sign-out
app.get('/', async (request, reply) => {
  reply.type('text/html; charset=utf-8')
  const { user } = oidc.auth(request)
  if (user) return \`Hello, \${escapeHtml(user.name)}. <a href="/logout">Sign out</a>\`
  return 'Hello. <a href="/login">Sign in</a>'
})
app.get('/me', { onRequest: oidc.requireUser() }, async (request) => ({ name: oidc.user(request).name }))
${
  hasRoles
    ? `app.get('/admin', { onRequest: oidc.requireRole('ROLE_ADMIN') }, async () => 'For administrators')
`
    : ''
}await app.listen({ port: Number(process.env.PORT ?? ${port}) })
`
}
