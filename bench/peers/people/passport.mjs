import { createHmac } from 'node:crypto'

/** The id under which a session of this person is in the memory of the server, which is started with `PEOPLE`. */
export function buildSessionId(email) {
  return `session-of-${email.padEnd(21, '-')}`
}

/** Builds what the library sets as the cookie of a session: its id, signed as cookie-signature does. */
export function buildCookies({ emails, secret }) {
  return emails.map((email) => {
    const id = buildSessionId(email)
    const signature = createHmac('sha256', secret).update(id).digest('base64').replace(/=+$/u, '')
    return `connect.sid=${encodeURIComponent(`s:${id}.${signature}`)}`
  })
}
