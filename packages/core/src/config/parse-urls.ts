import type { ObjectReader } from './object-reader.ts'

export interface WebUrl {
  readonly scheme: 'http' | 'https'
  /** The host as written in the URL, without the port. An IPv6 address is in brackets. */
  readonly host: string
  readonly port: string | undefined
  /** The path: empty, or with a leading slash. */
  readonly path: string
  readonly query: string | undefined
}

/**
 * Parses an absolute http or https URL, more strictly than the URL standard: other code compares the text byte for
 * byte, so a spelling that parsers would repair is refused. No user, no fragment, no dot segments.
 * @see RFC 3986, section 3
 */
export function parseWebUrl(text: string): WebUrl | undefined {
  const [, scheme, host = '', port, path = '', query] =
    /^(https?):\/\/([\w.-]+|\[[\d:A-Fa-f]+\])(?::(\d{1,5}))?(\/[^?#]*)?(?:\?([^#]*))?$/.exec(text) ?? []
  if (!/^[\w!$%&'()*+,./:;=?@[\]~-]+$/.test(text)) return undefined
  if (!host.startsWith('[') && !isHostName(host)) return undefined
  if (Number(port) === 0 || Number(port) > 65_535) return undefined
  if (path.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))) return undefined
  return { scheme: scheme as WebUrl['scheme'], host, port, path, query }
}

/** If the last label is a number, the URL standard parses the host as an IPv4 address. */
function isHostName(host: string): boolean {
  const labels = host.split('.')
  return /(?:^|\.)(?:\d+|0x[\da-f]*)$/i.test(host)
    ? labels.length === 4 && labels.every((label) => /^\d{1,3}$/.test(label) && Number(label) < 256)
    : labels.every((label) => /^\w(?:[\w-]*\w)?$/.test(label))
}

/** Whether a host is this machine (RFC 6761, section 6.3; RFC 8252, section 7.3). */
export function isLoopback(host: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(host)
}

/** Says what is wrong with a URL. A sentence about the expected URL follows. The URL is not quoted, because it may contain a password. */
function describeFault(text: string, unwanted = /[?#]/): string {
  // Parsers read a host and a port without a scheme as a scheme and a path.
  if (!text.includes('://')) return 'has no scheme: write https:// before it, or http:// on this machine. It '
  if (text.trim() !== text) return 'has a blank at its beginning or end: remove it. It '
  if (!/^https?:/.test(text)) return 'has a scheme other than https and http in lower case: change it. It '
  if (/^[^/]*\/\/[^/]*@/.test(text)) return 'has a user name: remove it. It '
  const [part] = unwanted.exec(text) ?? []
  return part === undefined ? '' : `has ${part === '?' ? 'a query' : 'a fragment'}: remove it. It `
}

/** Reads the app's public URL and removes a trailing slash. */
export function parseBaseUrl(reader: ObjectReader): string {
  const given = reader.required('baseUrl')
  if (given === '') return given
  const baseUrl = given.replace(/\/$/, '')
  const url = parseWebUrl(baseUrl)
  if (url === undefined || url.query !== undefined || /\/\/|[,;]|\/$/.test(url.path)) {
    reader.error(
      'baseUrl',
      'invalid_url',
      `${describeFault(baseUrl)}must be an https URL without query and fragment.`,
    )
  } else if (
    url.host !== url.host.toLowerCase() ||
    Number(url.port) === (url.scheme === 'https' ? 443 : 80)
  ) {
    // Browsers write an origin this way, and their headers are compared with it.
    reader.error(
      'baseUrl',
      'invalid_url',
      'must be written as browsers show it: lower case, without the usual port.',
    )
  } else if (url.scheme === 'http' && !isLoopback(url.host)) checkBaseTransport(reader)
  return baseUrl
}

/** With plain http, cookies are not `Secure`, and another host can overwrite them. */
function checkBaseTransport(reader: ObjectReader): void {
  if (reader.value('allowInsecureBaseUrl') === true) {
    const message = 'uses http: an attacker on the network can read and use every session.'
    reader.warn('baseUrl', 'insecure_base_url', message)
  } else {
    const message =
      'must use https. http is allowed on this machine, and in a test network with allowInsecureBaseUrl: true.'
    reader.error('baseUrl', 'insecure_url', message)
  }
}

/** Reads `issuerUrl` without changing it: it is compared byte for byte. */
export function parseIssuer(reader: ObjectReader): string {
  const issuerUrl = reader.required('issuerUrl')
  const url = parseWebUrl(issuerUrl)
  if (issuerUrl !== '' && (url === undefined || url.query !== undefined)) {
    const message = `${describeFault(issuerUrl)}must be an https URL without query and fragment.`
    reader.error('issuerUrl', 'invalid_url', message)
  } else checkTransport(reader, 'issuerUrl', issuerUrl, reader.value('allowInsecureIssuer') === true)
  return issuerUrl
}

/** Reads `metadataUrl`. Unlike an issuer it may have a query: it is only fetched. */
export function parseMetadataUrl(reader: ObjectReader): string | undefined {
  const metadataUrl = reader.text('metadataUrl')
  if (metadataUrl === undefined) return undefined
  if (parseWebUrl(metadataUrl) === undefined) {
    reader.error(
      'metadataUrl',
      'invalid_url',
      `${describeFault(metadataUrl, /#/)}must be an https URL without fragment.`,
    )
  } else checkTransport(reader, 'metadataUrl', metadataUrl, reader.value('allowInsecureIssuer') === true)
  return metadataUrl
}

/** Reports plain http to another machine: as a warning where the provider's `allowInsecureIssuer` allows it. */
export function checkTransport(reader: ObjectReader, key: string, text: string, isAllowed: boolean): void {
  const url = parseWebUrl(text)
  if (url === undefined || url.scheme === 'https' || isLoopback(url.host)) return
  if (isAllowed) {
    reader.warn(key, 'insecure_issuer', 'uses http: any attacker on the network can sign in as any user.')
  } else {
    const message =
      'must use https. http is allowed on this machine, and elsewhere with allowInsecureIssuer: true.'
    reader.error(key, 'insecure_url', message)
  }
}
