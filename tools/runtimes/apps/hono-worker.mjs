import { env } from 'cloudflare:workers'
import { createHonoApp } from './create-hono-app.mjs'

// At module scope, where workerd refuses what the library must not do there: requests, timers, randomness.
export default createHonoApp(env)
