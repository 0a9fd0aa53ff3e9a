import express from 'express'
import { auth, claimIncludes, requiresAuth } from 'express-openid-connect'

// Names come from the provider: escape them in HTML.
const escapeHtml = (text = '') => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const app = express()
app.use(
  auth({
    baseURL: process.env.BASE_URL ?? 'http://localhost:3000',
    issuerBaseURL: process.env.ISSUER_URL ?? '',
    clientID: process.env.CLIENT_ID ?? '',
    clientSecret: process.env.CLIENT_SECRET ?? '',
    secret: process.env.SESSION_SECRET ?? '',
    authRequired: false,
    idpLogout: true,
    authorizationParams: { response_type: 'code', scope: 'openid profile email' },
    afterCallback: (_req, _res, session) => ({ ...session, theme: 'dark' }),
  }),
)

app.get('/', (req, res) => {
  const { user } = req.oidc
  if (user) res.send(`Hello, ${escapeHtml(String(user.name))}. <a href="/logout">Sign out</a>`)
  else res.send('Hello. <a href="/login">Sign in</a>')
})
app.get('/me', requiresAuth(), (req, res) => {
  res.json({ name: req.oidc.user?.name as unknown })
})
app.get('/admin', claimIncludes('https://example.com/roles', 'admin'), (_req, res) => {
  res.send('For administrators')
})

export const server = app.listen(Number(process.env.PORT ?? 3000))
