import { base64url } from 'jose'
import { copyText } from '../copy-text.ts'
import { decodeStrictly } from './base64url.ts'
import type { Bytes } from './runtime-crypto.ts'

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

const dot = '.'.charCodeAt(0)
/** Characters of an IV of 96 bits, and of a tag of 128. */
const ivLength = 16
const tagLength = 22

/** The parts of a sealed value whose grammar was checked. */
export interface SealedParts {
  readonly header: SealedHeader
  readonly iv: Bytes
  readonly ciphertext: Bytes
  readonly tag: Bytes
}

/**
 * Parses a whole sealed value without opening it; undefined for anything that this library does not write: the JWE Compact
 * Serialization of a direct key, so without an encrypted key. It refuses hostile input (`zip`, PBES2 with a billion rounds,
 * megabytes) before any cryptography.
 * @see RFC 7516, section 7.1
 */
export function parseSealed(sealed: string): SealedParts | undefined {
  const header = sealed.length > longestSealed ? undefined : parseSealedHeader(sealed)
  if (header === undefined) return undefined
  const ivAt = header.bytes.length + '..'.length
  const ciphertextAt = ivAt + ivLength + '.'.length
  const tagAt = sealed.length - tagLength
  const dotsAt = [ivAt - 1, ciphertextAt - 1, tagAt - 1]
  if (tagAt <= ciphertextAt || dotsAt.some((at) => sealed.charCodeAt(at) !== dot)) return undefined
  const iv = decodeStrictly(sealed.slice(ivAt, ciphertextAt - 1))
  const ciphertext = decodeStrictly(sealed.slice(ciphertextAt, tagAt - 1))
  const tag = decodeStrictly(sealed.slice(tagAt))
  return iv && ciphertext && tag && { header, iv, ciphertext, tag }
}

// All sessions of an application have the same header.
let lastParsed: { readonly segment: string; readonly header: SealedHeader } | undefined

/** Parses only the header, so that the first chunk of a sealed value is enough. */
export function parseSealedHeader(sealed: string): SealedHeader | undefined {
  const end = sealed.slice(0, longestHeader).indexOf('.')
  if (end < 1) return undefined
  const segment = sealed.slice(0, end)
  if (lastParsed?.segment === segment) return lastParsed.header
  const header = parseHeader(segment)
  // A copy: a part of a string keeps the whole string, here the request's headers, in memory.
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
    // The header is neither base64url nor JSON, so this library did not write the value.
    return undefined
  }
}

/** Encodes the protected header, in the only spelling that is written and read. */
export function encodeHeader({ kid, typ }: HeaderMembers): string {
  return base64url.encode(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid, typ }))
}
