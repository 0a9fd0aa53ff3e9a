import { encode } from 'next-auth/jwt'

const name = 'authjs.session-token'

/** Builds session cookies with Auth.js's own `encode`, which @auth/express and next-auth have in common. */
export async function buildCookies({ emails, secret }) {
  const cookies = []
  for (const email of emails) {
    const token = { name: 'Ada Example', email, picture: null, sub: email }
    cookies.push(`${name}=${await encode({ token, secret, salt: name, maxAge: 86_400 })}`)
  }
  return cookies
}
