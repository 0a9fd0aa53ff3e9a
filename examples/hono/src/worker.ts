import { env } from 'cloudflare:workers'
import { createApp } from './create-app.ts'

const app = createApp({
  baseUrl: env.BASE_URL,
  issuerUrl: env.ISSUER_URL,
  clientId: env.CLIENT_ID,
  clientSecret: env.CLIENT_SECRET,
  sessionSecret: env.SESSION_SECRET,
})

export default app
