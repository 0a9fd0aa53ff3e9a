import type { AppSettings } from '../framework.ts'

/** Writes an application for Hono on Node. */
export function writeHonoApp({ configuration, port, hasRoles }: AppSettings): string {
  return `import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { createOidc } from '@x/oidc-hono'
import options from '${configuration}'

const oidc = createOidc(options)

const app = new Hono()
app.use(oidc.middleware()) // sign-in, callback and sign-out
app.get('/', (c) => {
  const { user } = oidc.auth(c)
  if (user) return c.html(html\`Hello, \${user.name}. <a href="/logout">Sign out</a>\`)
  return c.html('Hello. <a href="/login">Sign in</a>')
})
app.get('/me', oidc.requireUser(), (c) => c.json({ name: oidc.user(c).name }))
${
  hasRoles
    ? `app.get('/admin', oidc.requireRole('ROLE_ADMIN'), (c) => c.text('For administrators'))
`
    : ''
}
serve({ fetch: app.fetch, port: Number(process.env.PORT ?? ${port}) }) // Bun, Deno and Workers: export default app
`
}
