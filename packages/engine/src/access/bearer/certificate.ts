import { isSameText } from '@x/oidc-core'
import { computeSha256OfBytes } from '../../crypto/hash.ts'
import type { HttpRequest } from '../../http/request.ts'
import type { BearerPolicy } from './policy.ts'
import type { BearerRefusal } from './refusal.ts'
import type { CertificateHeader } from './options.ts'

/** Checks that a request came with the certificate that its token is bound to. @see RFC 8705, section 3 */
export async function checkCertificate(
  request: HttpRequest,
  thumbprint: string,
  { certificateHeader }: Pick<BearerPolicy, 'certificateHeader'>,
): Promise<BearerRefusal | undefined> {
  const certificate = findCertificate(request, certificateHeader)
  if (certificate === undefined) return { error: 'invalid_token', rule: 'certificate_missing' }
  const digest = await computeSha256OfBytes(certificate)
  return isSameText(digest, thumbprint) ? undefined : { error: 'invalid_token', rule: 'certificate' }
}

/** Maximum length of a certificate, in characters. */
const maxLength = 16_384

/**
 * Finds the client's certificate, as DER: the one of the connection, or the one in the header of a proxy at a trusted
 * address. The header is ignored if it comes from another address.
 * @see RFC 8705, section 3; RFC 9440, section 2
 */
function findCertificate(
  { header, peer }: Pick<HttpRequest, 'header' | 'peer'>,
  from: CertificateHeader | undefined,
): Uint8Array<ArrayBuffer> | undefined {
  if (from === undefined) return copy(peer?.certificate)
  const address = peer?.address
  if (address === undefined || !from.trustedProxies.some((proxy) => unmap(proxy) === unmap(address)))
    return undefined
  const value = header(from.name.toLowerCase())
  return value === null || value === undefined || value.length > maxLength
    ? undefined
    : parseCertificate(value)
}

/** A socket for both IP versions writes an IPv4 address in IPv6 form (RFC 4291, section 2.5.5.2). */
function unmap(address: string): string {
  return address.replace(/^::ffff:(?=[\d.]+$)/u, '')
}

/** `:base64:` (RFC 9440), PEM with percent-encoded line breaks (nginx), or the base64 of it. */
function parseCertificate(value: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const text = value.startsWith('-----BEGIN') ? decodeURIComponent(value) : value
    const [, pem] = /^-----BEGIN CERTIFICATE-----([\w+/=\s]+)-----END CERTIFICATE-----\s*$/u.exec(text) ?? []
    const base64 = (pem ?? text.replace(/^:([^:]*):$/u, '$1')).replace(/\s/gu, '')
    // Two headers arrive as one value with a comma, which base64 never contains.
    if (!/^[\w+/]+={0,2}$/u.test(base64)) return undefined
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  } catch {
    // The value is not a certificate, so the request counts as a request without a certificate.
    return undefined
  }
}

function copy(bytes: Uint8Array | undefined): Uint8Array<ArrayBuffer> | undefined {
  return bytes === undefined ? undefined : Uint8Array.from(bytes)
}
