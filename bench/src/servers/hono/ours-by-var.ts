import { createOidc } from '@x/oidc-hono'
import { Hono } from 'hono'
import { buildSignInOptions } from '../sign-in-options.ts'
import { listenHono } from './listen-hono.ts'

const oidc = createOidc(buildSignInOptions(process.env))
const app = new Hono<typeof oidc.env>()
app.use(oidc.middleware())
app.get('/', oidc.requireUser(), (c) => c.text(`hello ${c.var.auth.user.name}`))
listenHono(app)
