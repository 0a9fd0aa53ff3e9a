import { join } from 'node:path'
import express from 'express'
import session from 'express-session'
import Keycloak from 'keycloak-connect'

const store = new session.MemoryStore()
const keycloak = new Keycloak({ store }, join(import.meta.dirname, 'keycloak.json'))

// Names come from the provider: escape them in HTML.
const escapeHtml = (text = '') => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const app = express()
app.use(session({ secret: process.env.SESSION_SECRET ?? '', store, resave: false, saveUninitialized: true }))
app.use(keycloak.middleware({ logout: '/logout', admin: '/' }))

app.get('/', keycloak.checkSso(), (req, res) => {
  const user = req.kauth?.grant?.id_token?.content
  if (user) res.send(`Hello, ${escapeHtml(user.preferred_username)}. <a href="/logout">Sign out</a>`)
  else res.send('Hello. <a href="/me">Sign in</a>')
})
app.get('/me', keycloak.protect(), (req, res) => {
  res.json({ name: req.kauth?.grant?.id_token?.content.preferred_username })
})
app.get('/admin', keycloak.protect('realm:admin'), (_req, res) => {
  res.send('For administrators')
})
app.get('/drafts', keycloak.protect('editor'), (_req, res) => {
  res.send('For editors')
})
app.get('/api/me', keycloak.protect('editor'), (req, res) => {
  res.json({ name: req.kauth?.grant?.access_token?.content.preferred_username })
})

export const server = app.listen(Number(process.env.PORT ?? 3000))
