import { createHash } from 'node:crypto'
import { signJws } from '../../keys/sign-jws.ts'
import type { SigningKey } from '../../keys/signing-key.ts'
import type { JwtContent } from './preset.ts'

type Header = Readonly<Record<string, unknown>>

/** Signs a token of a preset. With `hashedNonce`, the header that was signed is not in the token: see `revealSigned`. */
export async function signContent(
  { header, claims, hashedNonce }: JwtContent,
  key: SigningKey,
): Promise<string> {
  const full = { ...header, alg: key.alg, kid: key.kid }
  if (hashedNonce === undefined) return signJws({ header: full, payload: claims, key })
  const token = await signJws({ header: { ...full, nonce: hash(hashedNonce) }, payload: claims, key })
  return replaceHeader(token, (signed) => ({ ...signed, nonce: hashedNonce }))
}

/** Returns the token with the header that was signed, which a verifier needs. */
export function revealSigned(token: string): string {
  return replaceHeader(token, (sent) =>
    typeof sent['nonce'] === 'string' ? { ...sent, nonce: hash(sent['nonce']) } : sent,
  )
}

function replaceHeader(token: string, change: (header: Header) => Header): string {
  const [head = '', ...rest] = token.split('.')
  const header = JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as Header
  const changed = change(header)
  return changed === header
    ? token
    : [Buffer.from(JSON.stringify(changed)).toString('base64url'), ...rest].join('.')
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
