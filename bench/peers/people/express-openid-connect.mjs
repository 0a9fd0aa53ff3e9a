import { randomBytes } from 'node:crypto'
import { encryptSync, getKeyStore } from 'express-openid-connect/lib/crypto.js'

export const day = 86_400

/** Builds session cookies with the library's own sealing. */
export function buildCookies({ emails, secret, issuerUrl, clientId }) {
  const [key] = getKeyStore(secret, true)
  const now = Math.floor(Date.now() / 1000)
  const times = { iat: now, uat: now, exp: now + day }
  return emails.map((email) => {
    const tokens = buildTokens({ email, issuerUrl, clientId, now })
    return `appSession=${encryptSync(JSON.stringify(tokens), key, times)}`
  })
}

/** Builds what the library puts into a session. */
export function buildTokens({ email, issuerUrl, clientId, now }) {
  return {
    id_token: buildIdToken({ email, issuerUrl, clientId, now }),
    access_token: randomBytes(32).toString('base64url'),
    token_type: 'Bearer',
    expires_at: now + day,
  }
}

/** What the session holds of the ID Token. Its signature was verified at the sign-in and is not looked at again. */
function buildIdToken({ email, issuerUrl, clientId, now }) {
  const claims = {
    ...{
      sub: email,
      email,
      email_verified: true,
      name: 'Ada Example',
      nonce: randomBytes(32).toString('base64url'),
    },
    ...{ aud: clientId, iss: issuerUrl, iat: now, exp: now + 3600 },
  }
  const parts = [{ alg: 'RS256', typ: 'JWT', kid: 'key' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  return [...parts, randomBytes(256).toString('base64url')].join('.')
}
