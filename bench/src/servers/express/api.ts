import { createOidc } from '@x/oidc-node'
import express from 'express'
import { buildApiOptions, buildBearerOptions } from '../api-options.ts'
import { listen } from '../listen.ts'

const oidc = createOidc(buildApiOptions(process.env))
const app = express()
app.get('/', oidc.bearer(buildBearerOptions(process.env)), (req, res) =>
  res.send(`hello ${oidc.user(req).name}`),
)
listen(app)
