import { isCanonicalBase64Url } from '@x/oidc-core'
import { base64url } from 'jose'
import { copyText } from '../copy-text.ts'

/** The two members of the protected header that vary; `alg` and `enc` never do. */
interface HeaderMembers {
  readonly kid: string
  readonly typ: string
}

export interface SealedHeader extends HeaderMembers {
  /** The encoded header, which is authenticated with the payload (RFC 7516, section 5.1, step 14). */
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * Builds the `typ` of a purpose and a cookie name. A purpose contains no dot, so two pairs never have the same spelling, and
 * every character is allowed in a media type (RFC 7515, section 4.1.9).
 */
export function buildSealedType(purpose: string, cookieName: string): string {
  return `${purpose}.${cookieName}`
}

/** More characters than any set of session cookies can have. */
const longestSealed = 20_480
const longestHeader = 512

const decoder = new TextDecoder()
const encoder = new TextEncoder()

// JWE Compact Serialization of a direct key: no encrypted key, an IV of 96 bits, a tag of 128. The last character of
// the tag has four spare bits that decoders ignore; they must be zero, so that a sealed value has one spelling.
const compactJwe = /^[\w-]+\.\.[\w-]{16}\.[\w-]+\.[\w-]{21}[AQgw]$/
const ivLength = 16
const tagLength = 22

/** A sealed value whose grammar was checked: its header, and the texts of its other parts. */
export interface SealedParts {
  readonly header: SealedHeader
  readonly iv: string
  readonly ciphertext: string
  readonly tag: string
}

/**
 * Parses a whole sealed value without opening it; undefined for anything that this library does not write.
 * It refuses hostile input (`zip`, PBES2 with a billion rounds, megabytes) before any cryptography.
 * @see RFC 7516, section 7.1
 */
export function parseSealed(sealed: string): SealedParts | undefined {
  if (sealed.length > longestSealed || !compactJwe.test(sealed)) return undefined
  const ivAt = sealed.indexOf('.') + '..'.length
  const tagAt = sealed.length - tagLength
  const ciphertext = sealed.slice(ivAt + ivLength + '.'.length, tagAt - '.'.length)
  // The pattern has checked the characters, so the last quantum is enough: its spare bits must be zero, too.
  if (!isCanonicalBase64Url(ciphertext.slice(-(ciphertext.length % 4 || 4)))) return undefined
  const header = parseSealedHeader(sealed)
  return header && { header, iv: sealed.slice(ivAt, ivAt + ivLength), ciphertext, tag: sealed.slice(tagAt) }
}

// All sessions of an application have the same header.
let lastParsed: { readonly segment: string; readonly header: SealedHeader } | undefined

/** Parses the header alone, so that the first chunk of a sealed value is enough. */
export function parseSealedHeader(sealed: string): SealedHeader | undefined {
  const end = sealed.slice(0, longestHeader).indexOf('.')
  if (end < 1) return undefined
  const segment = sealed.slice(0, end)
  if (lastParsed?.segment === segment) return lastParsed.header
  const header = parseHeader(segment)
  // Copied, because the segment alone is kept, and not the request's headers around it.
  if (header !== undefined) lastParsed = { segment: copyText(segment), header }
  return header
}

function parseHeader(segment: string): SealedHeader | undefined {
  try {
    const header: unknown = JSON.parse(decoder.decode(base64url.decode(segment)))
    if (typeof header !== 'object' || header === null || !('kid' in header) || !('typ' in header))
      return undefined
    const { kid, typ } = header
    if (typeof kid !== 'string' || typeof typ !== 'string') return undefined
    // Comparing with the written header refuses every other member, order, white space and duplicate.
    return encodeHeader({ kid, typ }) === segment ? { kid, typ, bytes: encoder.encode(segment) } : undefined
  } catch {
    // Neither base64url nor JSON: not one of our values.
    return undefined
  }
}

/** Encodes the protected header, in the only spelling that is written and read. */
export function encodeHeader({ kid, typ }: HeaderMembers): string {
  return base64url.encode(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid, typ }))
}
