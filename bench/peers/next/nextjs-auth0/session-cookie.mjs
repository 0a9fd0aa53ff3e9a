import { generateSessionCookie } from '@auth0/nextjs-auth0/testing'

/** Builds the cookie of a session as the package's own helper for tests does. */
export async function buildSessionCookie({ email, secret }) {
  const hour = 3600
  const now = Math.floor(Date.now() / 1000)
  const session = {
    user: { sub: 'ada', name: 'Ada Example', email, email_verified: true },
    tokenSet: { accessToken: 'an access token that is not read', expiresAt: now + hour },
  }
  return `__session=${await generateSessionCookie(session, { secret })}`
}
