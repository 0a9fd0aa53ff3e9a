import { env } from 'node:process'
import { RedisStore } from 'connect-redis'
import express from 'express'
import openidConnect from 'express-openid-connect'
import { openRedis } from './open-redis.mjs'
import { listen } from '../../src/servers/listen.ts'

const client = await openRedis()
const app = express()
app.use(
  openidConnect.auth({
    authRequired: true,
    baseURL: env.BASE_URL,
    issuerBaseURL: env.ISSUER_URL,
    clientID: env.CLIENT_ID,
    clientSecret: env.CLIENT_SECRET,
    secret: env.SESSION_SECRET,
    ...(client && { session: { store: new RedisStore({ client }) } }),
    authorizationParams: { response_type: 'code', scope: 'openid email profile' },
  }),
)
app.get('/', (req, res) => res.send(`hello ${req.oidc.user.email}`))
listen(app)
