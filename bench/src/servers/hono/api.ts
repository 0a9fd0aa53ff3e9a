import { createOidc } from '@x/oidc-hono'
import { Hono } from 'hono'
import { buildApiOptions, buildBearerOptions } from '../api-options.ts'
import { listenHono } from './listen-hono.ts'

const oidc = createOidc(buildApiOptions(process.env))
const app = new Hono<typeof oidc.env>()
app.get('/', oidc.bearer(buildBearerOptions(process.env)), (c) => c.text(`hello ${c.var.auth.user.name}`))
listenHono(app)
