import { serve } from '@hono/node-server'
import { createHonoApp } from './create-hono-app.mjs'

const { env } = process
serve({ fetch: createHonoApp(env).fetch, port: Number(env['PORT']), hostname: env['HOST'] ?? 'localhost' })
