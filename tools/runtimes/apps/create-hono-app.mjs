import { createOidc } from '@x/oidc-hono'
import { Hono } from 'hono'
import { home, readOptions } from './read-options.mjs'

/** @param {Record<string, string | undefined>} env */
export function createHonoApp(env) {
  const oidc = createOidc(readOptions(env))
  const app = new Hono()
  app.use(oidc.middleware())
  app.get('/', (c) => c.html(home))
  app.get('/me', oidc.requireUser(), (c) => c.text(`hello ${c.var.auth.user.name}`))
  app.get('/admin', oidc.requireRole('ROLE_ADMIN'), (c) => c.text(`hello ${c.var.auth.user.name}`))
  return app
}
