import type { ObjectReader } from './object-reader.ts'
import { isLoopback, parseWebUrl } from './parse-web-url.ts'

/** Reads `issuerUrl`, which stays as it is: it is compared byte for byte. */
export function parseIssuer(reader: ObjectReader): string {
  const issuerUrl = reader.required('issuerUrl')
  const url = parseWebUrl(issuerUrl)
  if (issuerUrl !== '' && (url === undefined || url.query !== undefined)) {
    const message = 'must be an https URL without query and fragment.'
    reader.error('issuerUrl', 'invalid_url', message)
  } else checkTransport(reader, 'issuerUrl', issuerUrl)
  return issuerUrl
}

/** Reads where discovery is fetched. Unlike an issuer it may have a query: it is only fetched. */
export function parseMetadataUrl(reader: ObjectReader): string | undefined {
  const metadataUrl = reader.text('metadataUrl')
  if (metadataUrl === undefined) return undefined
  if (parseWebUrl(metadataUrl) === undefined) {
    reader.error('metadataUrl', 'invalid_url', 'must be an https URL.')
  } else checkTransport(reader, 'metadataUrl', metadataUrl)
  return metadataUrl
}

function checkTransport(reader: ObjectReader, key: string, text: string): void {
  const url = parseWebUrl(text)
  if (url === undefined || url.scheme === 'https' || isLoopback(url.host)) return
  if (reader.value('allowInsecureIssuer') === true) {
    reader.warn(key, 'insecure_issuer', 'uses http: anybody on the network can sign in as anybody.')
  } else {
    const message = 'must use https, or http on this machine, unless allowInsecureIssuer is true.'
    reader.error(key, 'insecure_url', message)
  }
}
