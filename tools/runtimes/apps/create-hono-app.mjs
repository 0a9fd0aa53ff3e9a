import { createOidc, memoryStore } from '@x/oidc-hono'
import { Hono } from 'hono'
import { callApi, home, readApi, readOptions } from './read-options.mjs'

/** @param {Record<string, string | undefined>} env */
export function createHonoApp(env) {
  const oidc = createOidc(readOptions(env, memoryStore))
  const api = readApi(env)
  /** @type {Hono<typeof oidc.env>} */
  const app = new Hono()
  app.use(oidc.middleware())
  app.get('/', (c) => c.html(home))
  app.get('/me', oidc.requireUser(), (c) => c.text(c.var.auth.user.name))
  app.get('/admin', oidc.requireRole('ROLE_ADMIN'), (c) => c.text(`hello ${c.var.auth.user.name}`))
  app.get('/roles', (c) => c.json([...c.var.auth.roles].sort()))
  app.get('/tokens', async (c) => c.json(await oidc.tokens(c)))
  app.get('/call', async (c) => c.json(await callApi(oidc.fetchAs(c, api), c.req.query('to') ?? '')))
  return app
}
