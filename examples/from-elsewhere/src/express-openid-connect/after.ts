import { createOidc } from '@x/oidc-node'
import express from 'express'

const oidc = createOidc({
  baseUrl: process.env.BASE_URL ?? 'http://localhost:3000',
  providers: [
    {
      providerId: 'auth0',
      issuerUrl: process.env.ISSUER_URL, // issuerBaseURL, to the last character: that of Auth0 ends with a slash
      clientId: process.env.CLIENT_ID,
      clientSecret: process.env.CLIENT_SECRET,
      nameClaim: 'name',
      scopes: ['profile', 'email'], // openid is always asked for
      rolesClaims: ['https://example.com/roles'],
    },
  ],
  security: {
    roleMapping: { admin: ['ROLE_ADMIN'] },
    requiredRoles: [], // every user of the tenant is admitted, as before
  },
  session: { secret: process.env.SESSION_SECRET },
  paths: { callback: '/callback' }, // the redirect URI that is registered stays
  onSignIn: () => ({ extra: { theme: 'dark' } }), // afterCallback
})

// Names come from the provider: escape them in HTML.
const escapeHtml = (text = '') => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const app = express()
app.use(oidc.middleware())

app.get('/', (req, res) => {
  const { user } = oidc.auth(req)
  if (user) res.send(`Hello, ${escapeHtml(user.name)}. <a href="/logout">Sign out</a>`)
  else res.send('Hello. <a href="/login">Sign in</a>')
})
app.get('/me', oidc.requireUser(), (req, res) => {
  res.json({ name: oidc.user(req).name })
})
app.get('/admin', oidc.requireRole('ROLE_ADMIN'), (_req, res) => {
  res.send('For administrators')
})

export const server = app.listen(Number(process.env.PORT ?? 3000))
