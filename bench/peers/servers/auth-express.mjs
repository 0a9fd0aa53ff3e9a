import { env } from 'node:process'
import { ExpressAuth, getSession } from '@auth/express'
import express from 'express'
import { listen } from '../../src/servers/listen.ts'

const config = {
  trustHost: true,
  secret: env.SESSION_SECRET,
  providers: [
    {
      id: 'provider',
      name: 'Provider',
      type: 'oidc',
      issuer: env.ISSUER_URL,
      clientId: env.CLIENT_ID,
      clientSecret: env.CLIENT_SECRET,
      authorization: { params: { scope: 'openid email profile' } },
    },
  ],
}

const app = express()
app.use('/auth', ExpressAuth(config))
app.get('/', async (req, res) => {
  const session = await getSession(req, config)
  if (session?.user) res.send(`hello ${session.user.email}`)
  else res.redirect('/auth/signin')
})
listen(app)
