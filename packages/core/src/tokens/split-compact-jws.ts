/** The three segments of a JWS Compact Serialization, still encoded. */
export interface CompactJws {
  readonly header: string
  readonly payload: string
  readonly signature: string
}

/** Longest token that is looked at, in characters. Longer ones are refused before any other work. */
const maxLength = 64 * 1024

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const onlyAlphabet = /^[\w-]+$/u

/**
 * Splits a token by the strict grammar of RFC 7515, section 3.1: three non-empty segments of canonical base64url, no
 * padding, no white space. Decoders are more lenient, so that without this check one token has many spellings, which
 * deny-lists and caches keyed by the token's text would take for different ones.
 */
export function splitCompactJws(token: string): CompactJws | undefined {
  if (token.length > maxLength) return undefined
  const [header, payload, signature, more] = token.split('.', 4)
  if (header === undefined || payload === undefined || signature === undefined || more !== undefined)
    return undefined
  return [header, payload, signature].every(isCanonicalBase64Url) ? { header, payload, signature } : undefined
}

/** The bits of the last character that encode nothing must be zero (RFC 4648, section 3.5). */
function isCanonicalBase64Url(text: string): boolean {
  const unused = { 0: 1, 2: 16, 3: 4 }[text.length % 4]
  return unused !== undefined && onlyAlphabet.test(text) && alphabet.indexOf(text.slice(-1)) % unused === 0
}
