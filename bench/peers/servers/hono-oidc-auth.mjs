import { env } from 'node:process'
import { getAuth, initOidcAuthMiddleware, oidcAuthMiddleware, processOAuthCallback } from '@hono/oidc-auth'
import { Hono } from 'hono'
import { listenHono } from '../../src/servers/hono/listen-hono.ts'

const app = new Hono()
app.use(
  initOidcAuthMiddleware({
    OIDC_AUTH_SECRET: env.SESSION_SECRET,
    OIDC_ISSUER: env.ISSUER_URL,
    OIDC_CLIENT_ID: env.CLIENT_ID,
    OIDC_CLIENT_SECRET: env.CLIENT_SECRET,
    OIDC_REDIRECT_URI: `${env.BASE_URL}/callback`,
    OIDC_SCOPES: 'openid email profile',
  }),
)
app.get('/callback', (c) => processOAuthCallback(c))
app.use(oidcAuthMiddleware())
app.get('/', async (c) => c.text(`hello ${(await getAuth(c))?.email}`))
listenHono(app)
