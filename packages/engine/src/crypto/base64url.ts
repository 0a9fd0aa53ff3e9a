import { hasCanonicalEnd } from '@x/oidc-core'
import { base64url } from 'jose'

type Bytes = Uint8Array<ArrayBuffer>

interface BufferLike {
  readonly from: (text: string, encoding: 'base64url') => Bytes
}

/** `Buffer` of Node, Bun and some others decodes several times as fast as `atob`. An older copy may not know the encoding. */
const decode = findDecoder((globalThis as { readonly Buffer?: BufferLike }).Buffer)

/** Exported for its test. */
export function findDecoder(buffer: BufferLike | undefined): (text: string) => Bytes {
  const decodeByJose = (text: string): Bytes => base64url.decode(text) as Bytes
  if (buffer === undefined) return decodeByJose
  try {
    const [first, second, ...others] = buffer.from('-_8', 'base64url')
    if (first === 0xfb && second === 0xff && others.length === 0)
      return (text) => buffer.from(text, 'base64url')
  } catch {
    // This `Buffer` does not know the encoding.
  }
  return decodeByJose
}

/** Decodes base64url whose grammar was checked: runtimes differ on other characters. @see RFC 4648, section 5 */
export function decodeBase64Url(text: string): Bytes {
  return decode(text)
}

/**
 * Decodes base64url in its canonical spelling, without padding and of at least one byte; undefined for any other text. Decoders
 * skip unknown characters and read `+` as `-`, so this compares the length and searches for the characters of base64. One pass of
 * a pattern over the text would take longer than the decoding.
 * @see RFC 4648, sections 3.5 and 5
 */
export function decodeStrictly(text: string): Bytes | undefined {
  if (text === '' || !hasCanonicalEnd(text) || text.includes('+') || text.includes('/')) return undefined
  try {
    const bytes = decode(text)
    return bytes.length === (text.length * 3) >> 2 ? bytes : undefined
  } catch {
    return undefined
  }
}

/** Encodes bytes as base64url without padding. @see RFC 4648, section 5 */
export function encodeBase64Url(bytes: Uint8Array): string {
  return base64url.encode(bytes)
}
