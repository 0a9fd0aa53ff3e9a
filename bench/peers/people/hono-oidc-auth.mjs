import { sign } from 'hono/jwt'

const day = 86_400

/** Builds session cookies as the library does: a JWT signed by Hono, HS256. */
export async function buildCookies({ emails, secret }) {
  const now = Math.floor(Date.now() / 1000)
  const cookies = []
  for (const email of emails) {
    const session = { sub: email, email, rtk: '', rtkexp: now + day, ssnexp: now + day }
    cookies.push(`oidc-auth=${await sign(session, secret, 'HS256')}`)
  }
  return cookies
}
