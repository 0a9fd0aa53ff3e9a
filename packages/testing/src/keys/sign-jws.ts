import { webcrypto } from 'node:crypto'
import type { SigningAlg, SigningKey } from './signing-key.ts'

type SigningParameters = webcrypto.Algorithm | webcrypto.RsaPssParams | webcrypto.EcdsaParams

const parameters: Readonly<Record<SigningAlg, SigningParameters>> = {
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
  PS256: { name: 'RSA-PSS', saltLength: 32 },
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  EdDSA: { name: 'Ed25519' },
}

/** The parts of a JWS. */
export interface JwsParts {
  /** The header: an object, or JSON text that an object cannot express, e.g. with the same member twice. */
  readonly header: unknown
  /** The payload. Text is signed unchanged, any other value as JSON. */
  readonly payload: unknown
  /** The key that signs. */
  readonly key: SigningKey
}

function encode(part: unknown): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
}

/**
 * Signs any payload with any header. It uses the key's own algorithm, also if the header names another one.
 * @see RFC 7515, section 7.1 (compact serialization)
 */
export async function signJws({ header, payload, key }: JwsParts): Promise<string> {
  const input = `${encode(header)}.${encode(payload)}`
  const signature = await webcrypto.subtle.sign(parameters[key.alg], key.privateKey, Buffer.from(input))
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}
