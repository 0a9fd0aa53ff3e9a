import type { ObjectReader } from './object-reader.ts'
import { isLoopback, parseWebUrl } from './parse-web-url.ts'

/** Reads the app's public URL and takes a trailing slash off. */
export function parseBaseUrl(reader: ObjectReader): string {
  const baseUrl = reader.required('baseUrl').replace(/\/$/, '')
  if (baseUrl === '') return baseUrl
  const url = parseWebUrl(baseUrl)
  if (url === undefined || url.query !== undefined || /\/\/|[,;]|\/$/.test(url.path)) {
    reader.error('baseUrl', 'invalid_url', 'must be an https URL without query and fragment.')
  } else if (
    url.host !== url.host.toLowerCase() ||
    Number(url.port) === (url.scheme === 'https' ? 443 : 80)
  ) {
    // Browsers write an origin this way, and what they send is compared with it.
    reader.error(
      'baseUrl',
      'invalid_url',
      'must be written as browsers show it: lower case, without the usual port.',
    )
  } else if (url.scheme === 'http' && !isLoopback(url.host)) {
    const message = 'must use https, or http on this machine.'
    reader.error('baseUrl', 'insecure_url', message)
  }
  return baseUrl
}
