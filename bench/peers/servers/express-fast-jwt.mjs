import express from 'express'
import { listen } from '../../src/servers/listen.ts'
import { createGuard } from '../fast-jwt/create-guard.mjs'

const app = express()
app.get('/', await createGuard(), (req, res) => res.send(`hello ${req.claims.sub}`))
listen(app)
