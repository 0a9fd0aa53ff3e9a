import express from 'express'
import session from 'express-session'
import passport from 'passport'
import { Strategy, type Profile, type VerifyCallback } from 'passport-openidconnect'

interface User {
  readonly id: string
  readonly name: string
  readonly groups: readonly string[]
}

type UserInfoProfile = Profile & { readonly _json: { readonly groups?: readonly string[] } }

passport.use(
  new Strategy(
    {
      issuer: process.env.ISSUER_URL ?? '',
      authorizationURL: `${process.env.ISSUER_URL}/auth`,
      tokenURL: `${process.env.ISSUER_URL}/token`,
      userInfoURL: `${process.env.ISSUER_URL}/me`,
      clientID: process.env.CLIENT_ID ?? '',
      clientSecret: process.env.CLIENT_SECRET ?? '',
      callbackURL: '/oauth2/redirect',
      scope: ['profile'],
    },
    // Nine parameters, so that UserInfo is asked: the profile of the ID Token has no groups.
    (
      _issuer: string,
      uiProfile: object,
      _idProfile: object,
      _context: object,
      _idToken: string | object,
      _accessToken: string | object,
      _refreshToken: string,
      _params: unknown,
      done: VerifyCallback,
    ) => {
      const { id, displayName, _json } = uiProfile as UserInfoProfile
      const user: User = { id, name: displayName, groups: _json.groups ?? [] }
      done(null, user)
    },
  ),
)
passport.serializeUser((user, done) => done(null, user))
passport.deserializeUser((user: User, done) => done(null, user))

// Names come from the provider: escape them in HTML.
const escapeHtml = (text = '') => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const app = express()
app.use(session({ secret: process.env.SESSION_SECRET ?? '', resave: false, saveUninitialized: false }))
app.use(passport.session())

const requireUser: express.RequestHandler = (req, res, next) => {
  if (req.isAuthenticated()) next()
  else res.redirect('/login')
}
const requireGroup =
  (group: string): express.RequestHandler =>
  (req, res, next) => {
    if ((req.user as User).groups.includes(group)) next()
    else res.sendStatus(403)
  }

const signIn = passport.authenticate('openidconnect', {
  failureRedirect: '/',
  successRedirect: '/',
}) as express.RequestHandler
app.get('/login', signIn)
app.get('/oauth2/redirect', signIn)
app.post('/logout', (req, res, next) => {
  req.logout((error) => {
    if (error) next(error)
    else res.redirect('/')
  })
})

app.get('/', (req, res) => {
  const user = req.user as User | undefined
  const form = '<form method="post" action="/logout"><button>Sign out</button></form>'
  if (user) res.send(`Hello, ${escapeHtml(user.name)}. ${form}`)
  else res.send('Hello. <a href="/login">Sign in</a>')
})
app.get('/me', requireUser, (req, res) => {
  res.json({ name: (req.user as User).name })
})
app.get('/admin', requireUser, requireGroup('admins'), (_req, res) => {
  res.send('For administrators')
})

export const server = app.listen(Number(process.env.PORT ?? 3000))
