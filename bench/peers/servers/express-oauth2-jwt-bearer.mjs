import { env } from 'node:process'
import express from 'express'
import { auth } from 'express-oauth2-jwt-bearer'
import { listen } from '../../src/servers/listen.ts'

const app = express()
// Strict: it must be typed as an access token (RFC 9068), as ours asks for by default.
app.get('/', auth({ issuerBaseURL: env.ISSUER_URL, audience: env.AUDIENCE, strict: true }), (req, res) =>
  res.send(`hello ${req.auth.payload.sub}`),
)
listen(app)
