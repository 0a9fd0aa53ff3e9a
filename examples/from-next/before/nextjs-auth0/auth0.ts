import { Auth0Client } from '@auth0/nextjs-auth0/server'

// AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET, AUTH0_SECRET and APP_BASE_URL are read from the environment.
export const auth0 = new Auth0Client({
  authorizationParameters: { scope: 'openid profile email' },
  session: { rolling: true, inactivityDuration: 24 * 60 * 60, absoluteDuration: 3 * 24 * 60 * 60 },
})
