import { env } from 'node:process'
import { Auth0Client } from '@auth0/nextjs-auth0/server'

export const auth0 = new Auth0Client({
  // It takes the domains of Auth0 alone, so no provider on this machine can sign anyone in.
  domain: 'tenant.auth0.com',
  clientId: env.CLIENT_ID,
  clientSecret: env.CLIENT_SECRET,
  appBaseUrl: env.BASE_URL,
  secret: env.SESSION_SECRET,
  authorizationParameters: { scope: 'openid email profile' },
})
