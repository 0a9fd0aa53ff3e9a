import { serve } from '@hono/node-server'
import { memoryStore } from '@x/oidc-hono'
import { createApp } from './create-app.ts'

const { env } = process
const port = Number(env['PORT'] ?? 3000)

const app = createApp({
  baseUrl: env['BASE_URL'] ?? `http://localhost:${port}`,
  issuerUrl: env['ISSUER_URL'] ?? 'http://localhost:4000',
  clientId: env['CLIENT_ID'] ?? 'demo-app',
  clientSecret: env['CLIENT_SECRET'],
  sessionSecret: env['SESSION_SECRET'],
  apiUrl: env['API_URL'] ?? 'http://localhost:5000',
  // It ends with the process; yours is a database.
  store: memoryStore(),
})

serve({ fetch: app.fetch, port, hostname: env['HOST'] ?? 'localhost' })
