import type { IncomingHttpHeaders } from 'node:http'
import type { CertificateClient } from './client-metadata.ts'

function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    // Invalid percent-encoding, so it is no known certificate.
    return undefined
  }
}

/**
 * Replaces a known certificate in `X-Cert` by the client secret that stands for it. Without a known certificate it changes
 * nothing, and `oidc-provider` answers 401 `invalid_client`.
 */
export function authenticateByCertificate(
  headers: IncomingHttpHeaders,
  clients: Iterable<CertificateClient>,
): void {
  const header = headers['x-cert']
  if (typeof header !== 'string' || headers.authorization !== undefined) return
  const certificate = decodePercent(header)
  for (const client of clients) {
    if (client.certificate !== certificate) continue
    const credentials = [client.clientId, client.clientSecret].map(encodeURIComponent).join(':')
    headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`
  }
}
