import { memoryStore } from '@x/oidc-hono'
import { env } from 'cloudflare:workers'
import { createApp } from './create-app.ts'

const app = createApp({
  baseUrl: env.BASE_URL,
  issuerUrl: env.ISSUER_URL,
  clientId: env.CLIENT_ID,
  clientSecret: env.CLIENT_SECRET,
  sessionSecret: env.SESSION_SECRET,
  apiUrl: env.API_URL,
  // For this machine. Deployed, several isolates serve one person: yours is a store that all reach.
  store: memoryStore(),
})

export default app
