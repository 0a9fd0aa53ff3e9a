import { isCanonicalBase64Url } from './base64url.ts'

/** The three segments of a JWS Compact Serialization, still encoded. */
export interface CompactJws {
  /** The JOSE header, in base64url. */
  readonly header: string
  /** The payload, in base64url. */
  readonly payload: string
  /** The signature, in base64url. */
  readonly signature: string
}

/** Maximum length of a token, in characters. Longer ones are refused before any other work. */
export const maxJwsLength: number = 64 * 1024

/**
 * Splits a token by the strict grammar of RFC 7515, section 3.1: three non-empty segments of canonical base64url, no
 * padding, no white space. Decoders are more lenient, so without this check one token has many spellings, which
 * deny-lists and caches keyed by the token's text would treat as different tokens.
 */
export function splitCompactJws(token: string): CompactJws | undefined {
  if (token.length > maxJwsLength) return undefined
  const segments = token.split('.', 4)
  const [header = '', payload = '', signature = ''] = segments
  return segments.length === 3 && segments.every(isCanonicalBase64Url)
    ? { header, payload, signature }
    : undefined
}

/**
 * The JWS algorithms that are verified: asymmetric ones only, never `none` or HS*.
 * @see RFC 7518, section 3.1; RFC 8037, section 3.1; RFC 8725, section 3.1
 */
export const signingAlgorithms: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]
