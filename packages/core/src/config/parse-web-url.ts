export interface WebUrl {
  readonly scheme: 'http' | 'https'
  /** As written, without the port; IPv6 in brackets. */
  readonly host: string
  readonly port: string | undefined
  /** Empty or with a leading slash. */
  readonly path: string
  readonly query: string | undefined
}

/**
 * Parses an absolute http or https URL, more strictly than the URL standard: what is written here is compared byte for
 * byte elsewhere, so there is no spelling that a parser would have to repair. No user, no fragment, no dot segments.
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

/** A last label that is a number makes the URL standard read the whole as an IPv4 address. */
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
