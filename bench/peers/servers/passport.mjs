import { env } from 'node:process'
import { RedisStore } from 'connect-redis'
import express from 'express'
import session from 'express-session'
import { allowInsecureRequests, discovery } from 'openid-client'
import { Strategy } from 'openid-client/passport'
import passport from 'passport'
import { listEmails } from '../../src/people/people.ts'
import { openRedis } from './open-redis.mjs'
import { listen } from '../../src/servers/listen.ts'
import { buildSessionId } from '../people/passport.mjs'

const config = await discovery(new URL(env.ISSUER_URL), env.CLIENT_ID, env.CLIENT_SECRET, undefined, {
  execute: [allowInsecureRequests],
})
const options = {
  config,
  name: 'provider',
  scope: 'openid email profile',
  callbackURL: `${env.BASE_URL}/callback`,
}
passport.use(new Strategy(options, (tokens, done) => done(null, { email: tokens.claims().email })))
passport.serializeUser((user, done) => done(null, user))
passport.deserializeUser((user, done) => done(null, user))

const app = express()
const client = await openRedis()
// In the memory of the process, which is the fastest; an application of several processes asks a database.
const store =
  client === undefined
    ? new session.MemoryStore()
    : new RedisStore({ client, disableTouch: env.TOUCH === 'off' })
for (const email of listEmails(Number(env.PEOPLE ?? 0)))
  store.set(buildSessionId(email), {
    cookie: { originalMaxAge: null, path: '/' },
    passport: { user: { email } },
  })
app.use(session({ store, secret: env.SESSION_SECRET, resave: false, saveUninitialized: false }))
app.use(passport.session())
app.get('/login', passport.authenticate('provider'))
app.get('/callback', passport.authenticate('provider', { successRedirect: '/' }))
app.get('/', (req, res) => {
  if (req.isAuthenticated()) res.send(`hello ${req.user.email}`)
  else res.redirect('/login')
})
listen(app)
