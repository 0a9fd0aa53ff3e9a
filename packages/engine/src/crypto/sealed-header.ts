import { isCanonicalBase64Url } from '@x/oidc-core'
import { base64url } from 'jose'

/** The two members of the protected header that vary; `alg` and `enc` never do. */
export interface SealedHeader {
  readonly kid: string
  readonly typ: string
}

/** The protected header, in the one spelling that is ever written and the only one that is read. */
export function buildProtectedHeader({ kid, typ }: SealedHeader) {
  return { alg: 'dir', enc: 'A256GCM', kid, typ } as const
}

/**
 * Builds the `typ` of a purpose and a cookie name. A purpose holds no dot, so no two pairs share a spelling, and every
 * character may stand in a media type (RFC 7515, section 4.1.9).
 */
export function buildSealedType(purpose: string, cookieName: string): string {
  return `${purpose}.${cookieName}`
}

/** More than any set of session cookies can bring. */
const longestSealed = 20_480
const longestHeader = 512

const decoder = new TextDecoder()

// JWE Compact Serialization of a direct key: no encrypted key, an IV of 96 bits, a tag of 128. The last character of
// the tag has four spare bits that decoders ignore; they must be zero, so that a sealed text has one spelling.
const compactJwe = /^[\w-]+\.\.[\w-]{16}\.(?<ciphertext>[^.]+)\.[\w-]{21}[AQgw]$/

/**
 * Parses the header of a whole sealed text without opening it; undefined for anything that this library does not write.
 * It is here so that hostile input (`zip`, PBES2 with a billion rounds, megabytes) is refused before any cryptography.
 */
export function parseSealed(sealed: string): SealedHeader | undefined {
  if (sealed.length > longestSealed) return undefined
  const ciphertext = compactJwe.exec(sealed)?.groups?.['ciphertext']
  if (ciphertext === undefined || !isCanonicalBase64Url(ciphertext)) return undefined
  return parseSealedHeader(sealed)
}

// All sessions of an application have the same header.
let lastParsed: { readonly segment: string; readonly header: SealedHeader | undefined } | undefined

/** Parses the header alone, so that the first chunk of a sealed text is enough. */
export function parseSealedHeader(sealed: string): SealedHeader | undefined {
  const end = sealed.slice(0, longestHeader).indexOf('.')
  if (end < 1) return undefined
  const segment = sealed.slice(0, end)
  if (lastParsed?.segment !== segment) lastParsed = { segment, header: parseHeader(segment) }
  return lastParsed.header
}

function parseHeader(segment: string): SealedHeader | undefined {
  try {
    const header: unknown = JSON.parse(decoder.decode(base64url.decode(segment)))
    if (typeof header !== 'object' || header === null || !('kid' in header) || !('typ' in header))
      return undefined
    const { kid, typ } = header
    if (typeof kid !== 'string' || typeof typ !== 'string') return undefined
    // Spelling the header again refuses every other member, order, white space and duplicate at once.
    return encodeHeader({ kid, typ }) === segment ? { kid, typ } : undefined
  } catch {
    // Neither base64url nor JSON: not ours, which is all there is to know.
    return undefined
  }
}

function encodeHeader(header: SealedHeader): string {
  return base64url.encode(JSON.stringify(buildProtectedHeader(header)))
}
