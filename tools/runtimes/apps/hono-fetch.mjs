// For `bun` and `deno serve`, which look at the default export.
import process from 'node:process'
import { createHonoApp } from './create-hono-app.mjs'

const { env } = process
export default { fetch: createHonoApp(env).fetch, hostname: env['HOST'], port: env['PORT'] }
