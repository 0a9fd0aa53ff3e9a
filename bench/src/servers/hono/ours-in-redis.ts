import { createOidc } from '@x/oidc-hono'
import { Hono } from 'hono'
import { openRedisStore } from '../open-redis-store.ts'
import { buildSignInOptions } from '../sign-in-options.ts'
import { listenHono } from './listen-hono.ts'

const options = buildSignInOptions(process.env)
const { store } = await openRedisStore(process.env)
const oidc = createOidc({ ...options, session: { ...options.session, store } })
const app = new Hono<typeof oidc.env>()
app.use(oidc.middleware())
app.get('/', oidc.requireUser(), (c) => c.text(`hello ${oidc.user(c).name}`))
listenHono(app)
