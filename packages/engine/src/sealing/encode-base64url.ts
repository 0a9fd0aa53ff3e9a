import { base64url } from 'jose'

/** Encodes bytes as base64url without padding. @see RFC 4648, section 5 */
export function encodeBase64Url(bytes: Uint8Array): string {
  return base64url.encode(bytes)
}
