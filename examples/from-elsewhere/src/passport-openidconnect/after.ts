import { createOidc } from '@x/oidc-node'
import express from 'express'

const oidc = createOidc({
  baseUrl: process.env.BASE_URL ?? 'http://localhost:3000',
  providers: [
    {
      providerId: 'main',
      issuerUrl: process.env.ISSUER_URL, // issuer; the other addresses are found there
      clientId: process.env.CLIENT_ID,
      clientSecret: process.env.CLIENT_SECRET,
      nameClaim: 'name',
      scopes: ['profile'],
      rolesClaims: ['groups'],
    },
  ],
  security: {
    roleMapping: { admins: ['ROLE_ADMIN'] },
    requiredRoles: [], // every user who can sign in is admitted, as before
  },
  session: { secret: process.env.SESSION_SECRET },
  paths: { callback: '/oauth2/redirect' }, // callbackURL: what is registered stays
})

// Names come from the provider: escape them in HTML.
const escapeHtml = (text = '') => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const app = express()
app.use(oidc.middleware())

app.get('/', (req, res) => {
  const { user } = oidc.auth(req)
  const form = '<form method="post" action="/logout"><button>Sign out</button></form>'
  if (user) res.send(`Hello, ${escapeHtml(user.name)}. ${form}`)
  else res.send('Hello. <a href="/login">Sign in</a>')
})
app.get('/me', oidc.requireUser(), (req, res) => {
  res.json({ name: oidc.user(req).name })
})
app.get('/admin', oidc.requireRole('ROLE_ADMIN'), (_req, res) => {
  res.send('For administrators')
})

export const server = app.listen(Number(process.env.PORT ?? 3000))
