import { createServer } from 'node:http'
import { createApp } from './create-app.ts'

const { env } = process
const port = Number(env['PORT'] ?? 3000)

const app = createApp({
  baseUrl: env['BASE_URL'] ?? `http://localhost:${port}`,
  issuerUrl: env['ISSUER_URL'] ?? 'http://localhost:4000',
  clientId: env['CLIENT_ID'] ?? 'demo-app',
  clientSecret: env['CLIENT_SECRET'],
  sessionSecret: env['SESSION_SECRET'],
})

createServer(app).listen(port, env['HOST'] ?? 'localhost')
