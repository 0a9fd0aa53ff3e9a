import { webcrypto } from 'node:crypto'
import type { SigningAlg, SigningKey } from './signing-key.ts'

type SigningParameters = webcrypto.Algorithm | webcrypto.RsaPssParams | webcrypto.EcdsaParams

const parameters: Readonly<Record<SigningAlg, SigningParameters>> = {
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
  PS256: { name: 'RSA-PSS', saltLength: 32 },
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  EdDSA: { name: 'Ed25519' },
}

/** What a JWS is made of. */
export interface JwsParts {
  /** An object, or text for what no object can say, e.g. a member twice. */
  readonly header: unknown
  /** The payload. A text is sent unchanged, anything else as JSON. */
  readonly payload: unknown
  /** The key that signs. */
  readonly key: SigningKey
}

function encode(part: unknown): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
}

/**
 * Signs anything, with any header: the key's own algorithm is used, whatever the header says.
 * @see RFC 7515, section 7.1 (compact serialization)
 */
export async function signJws({ header, payload, key }: JwsParts): Promise<string> {
  const input = `${encode(header)}.${encode(payload)}`
  const signature = await webcrypto.subtle.sign(parameters[key.alg], key.privateKey, Buffer.from(input))
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}
