import { serve } from '@hono/node-server'
import { createOidc } from '@x/oidc-hono'
import { Hono } from 'hono'
import { html } from 'hono/html'

const oidc = createOidc({
  baseUrl: process.env.BASE_URL ?? 'http://localhost:3000', // OIDC_AUTH_EXTERNAL_URL
  providers: [
    {
      providerId: 'main',
      issuerUrl: process.env.OIDC_ISSUER,
      clientId: process.env.OIDC_CLIENT_ID,
      clientSecret: process.env.OIDC_CLIENT_SECRET,
      nameClaim: 'name',
      scopes: ['profile'], // OIDC_SCOPES, without openid
      rolesClaims: ['groups'],
    },
  ],
  security: {
    roleMapping: { admins: ['ROLE_ADMIN'] },
    requiredRoles: [], // every user who can sign in is admitted, as before
  },
  session: { secret: process.env.OIDC_AUTH_SECRET },
  paths: { callback: '/callback' }, // OIDC_REDIRECT_URI: what is registered stays
})

const app = new Hono<typeof oidc.env>()
app.use(oidc.middleware())

app.get('/', (c) => {
  const { user } = c.var.auth
  if (user) return c.html(html`Hello, ${user.name}. <a href="/logout">Sign out</a>`)
  return c.html('Hello. <a href="/login">Sign in</a>')
})
app.get('/me', oidc.requireUser(), (c) => c.json({ name: c.var.auth.user.name }))
app.get('/admin', oidc.requireRole('ROLE_ADMIN'), (c) => c.text('For administrators'))

export const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) })
