import { createOidc } from '@x/oidc-node'
import express from 'express'

const oidc = createOidc({
  baseUrl: process.env.BASE_URL ?? 'http://localhost:3000',
  providers: [
    {
      providerId: 'keycloak',
      issuerUrl: `${process.env.KEYCLOAK_URL}/realms/main`, // auth-server-url and realm
      clientId: 'app', // resource
      clientSecret: process.env.CLIENT_SECRET, // credentials.secret
      nameClaim: 'preferred_username',
      accessTokenProfile: 'plain_jwt', // for the API below: the tokens of Keycloak do not follow RFC 9068
      rolesClaims: [
        { path: ['realm_access', 'roles'], from: 'accessToken' }, // realm:…
        { path: ['resource_access', 'app', 'roles'], from: 'accessToken' }, // roles of the client
      ],
    },
  ],
  security: {
    roleMapping: { admin: ['ROLE_ADMIN'], editor: ['ROLE_EDITOR'] },
    requiredRoles: [], // every user of the realm is admitted, as with protect()
  },
  session: { secret: process.env.SESSION_SECRET },
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
app.get('/drafts', oidc.requireRole('ROLE_EDITOR'), (_req, res) => {
  res.send('For editors')
})
app.use('/api', oidc.bearer({ audience: 'https://api.example.com' }))
app.get('/api/me', oidc.requireRole('ROLE_EDITOR'), (req, res) => {
  res.json({ name: oidc.user(req).name })
})

export const server = app.listen(Number(process.env.PORT ?? 3000))
