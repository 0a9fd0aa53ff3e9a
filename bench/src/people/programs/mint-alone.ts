import { createCipheriv, randomBytes } from 'node:crypto'
import { cookieName, deriveKey } from '../../servers/open-session.ts'
import { buildSealedSession } from '../session-sample.ts'

/** As long as the header of ours, which is authenticated with the payload (RFC 7516, section 5.1). */
const header = Buffer.from('x'.repeat(112))

/** Builds cookies that `createOpener` opens: of the same form, content and length as ours. */
export function buildCookies({
  emails,
  secret,
}: {
  readonly emails: readonly string[]
  readonly secret: string
}): readonly string[] {
  const key = deriveKey(secret)
  return emails.map((email) => {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, iv)
    cipher.setAAD(header)
    const text = JSON.stringify(buildSealedSession(email))
    const ciphertext = Buffer.concat([cipher.update(text), cipher.final()])
    const parts = [iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString('base64url'))
    return `${cookieName}=${header.toString()}..${parts.join('.')}`
  })
}
