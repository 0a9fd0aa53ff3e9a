import { createOidc } from '@x/oidc-node'
import express from 'express'
import { listen } from '../listen.ts'
import { openRedisStore } from '../open-redis-store.ts'
import { buildSignInOptions } from '../sign-in-options.ts'

const options = buildSignInOptions(process.env)
const { store } = await openRedisStore(process.env)
const oidc = createOidc({ ...options, session: { ...options.session, store } })
const app = express()
app.use(oidc.middleware())
app.get('/', oidc.requireUser(), (req, res) => res.send(`hello ${oidc.user(req).name}`))
listen(app)
