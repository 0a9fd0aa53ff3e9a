import { createOidc } from '@x/oidc-node'
import express from 'express'

const oidc = createOidc({
  baseUrl: process.env.BASE_URL ?? 'http://localhost:3000',
  providers: [
    {
      providerId: 'main', // the registrationId, with the same redirect URI
      issuerUrl: process.env.ISSUER_URL, // issuer-uri
      clientId: process.env.CLIENT_ID, // client-id
      clientSecret: process.env.CLIENT_SECRET, // client-secret
      nameClaim: 'name', // user-name-attribute
      scopes: ['profile'], // scope
      rolesClaims: ['groups'], // instead of a GrantedAuthoritiesMapper
    },
  ],
  security: {
    roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_ADMIN'] },
    impliedRoles: { ROLE_ADMIN: ['ROLE_USER'] }, // RoleHierarchy
    requiredRoles: [], // authenticated() alone admits every user
  },
  session: { secret: process.env.SESSION_SECRET },
})

// Names come from the provider: escape them in HTML.
const escapeHtml = (text = '') => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const app = express()
app.use(oidc.middleware()) // oauth2Login, logout

// permitAll()
app.get('/', (req, res) => {
  const { user } = oidc.auth(req)
  if (user) res.send(`Hello, ${escapeHtml(user.name)}. <a href="/logout">Sign out</a>`)
  else res.send('Hello. <a href="/login">Sign in</a>')
})
// authenticated()
app.get('/me', oidc.requireUser(), (req, res) => {
  res.json({ name: oidc.user(req).name })
})
// hasRole("ADMIN"): the role is ROLE_ADMIN
app.get('/admin', oidc.requireRole('ROLE_ADMIN'), (_req, res) => {
  res.send('For administrators')
})
// oauth2ResourceServer, hasAuthority("SCOPE_read")
app.use('/api', oidc.bearer({ audience: 'https://api.example.com', scopes: ['read'] }))
app.get('/api/me', oidc.requireRole('ROLE_USER'), (req, res) => {
  res.json({ name: oidc.user(req).name })
})

export const server = app.listen(Number(process.env.PORT ?? 3000))
