import { serve } from '@hono/node-server'
import { memoryStore, type SessionStore } from '@x/oidc-hono'
import { createApp } from './create-app.ts'

const { env } = process
const port = Number(env['PORT'] ?? 3000)
const isShared = env['STORE'] === 'redis'

/** A store in memory ends with the process. One in Redis is shared by all processes. */
async function openStore(): Promise<SessionStore> {
  if (!isShared) return memoryStore()
  const [{ createClient }, { redisStore }] = await Promise.all([import('redis'), import('@x/oidc-redis')])
  const client = createClient({
    url: env['REDIS_URL'] ?? 'redis://127.0.0.1:6379',
    disableOfflineQueue: true,
  })
  client.on('error', (error: Error) => console.error('[redis]', error.message))
  await client.connect()
  return redisStore(client)
}

const app = createApp({
  baseUrl: env['BASE_URL'] ?? `http://localhost:${port}`,
  issuerUrl: env['ISSUER_URL'] ?? 'http://localhost:4000',
  clientId: env['CLIENT_ID'] ?? 'demo-app',
  clientSecret: env['CLIENT_SECRET'],
  sessionSecret: env['SESSION_SECRET'],
  apiUrl: env['API_URL'] ?? 'http://localhost:5000',
  store: await openStore(),
  // Which of several processes answers is shown on the page.
  processName: isShared ? String(process.pid) : undefined,
})

serve({ fetch: app.fetch, port, hostname: env['HOST'] ?? 'localhost' })
