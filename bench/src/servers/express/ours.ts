import { createOidc } from '@x/oidc-node'
import express from 'express'
import { listen } from '../listen.ts'
import { buildSignInOptions } from '../sign-in-options.ts'

const oidc = createOidc(buildSignInOptions(process.env))
const app = express()
app.use(oidc.middleware())
app.get('/', oidc.requireUser(), (req, res) => res.send(`hello ${oidc.user(req).name}`))
listen(app)
