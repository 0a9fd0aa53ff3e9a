/** Maximum number of characters that are read of the header; servers refuse far shorter ones. */
const maxHeaderLength = 65_536

/** Which cookies are read. */
export interface WantedCookies {
  /** The beginnings of their names. Other cookies are skipped, because every request has any number of them. */
  readonly prefixes: readonly string[]
  readonly includes: (name: string) => boolean
}

const everyCookie: WantedCookies = { prefixes: [''], includes: () => true }

/**
 * Parses a `Cookie` header and returns the wanted names. It reads any string in linear time and never throws. It neither
 * unquotes nor percent-decodes the values, because our own values need neither.
 *
 * If two cookies have the same name, the first one counts: browsers send the more specific path first, then the older cookie.
 * @see RFC 6265, section 4.2 and section 5.4
 */
export function parseCookies(
  header: string | null | undefined,
  { prefixes, includes }: WantedCookies = everyCookie,
): Map<string, string> {
  const cookies = new Map<string, string>()
  if (!header) return cookies
  const length = Math.min(header.length, maxHeaderLength)
  let equals = -1
  for (let start = 0; start < length;) {
    const semicolon = header.indexOf(';', start)
    const end = semicolon === -1 || semicolon > length ? length : semicolon
    const begin = start
    start = end + 1
    // The next `=` is searched once, and not again for each pair without `=`.
    if (equals < begin) equals = header.indexOf('=', begin)
    if (equals === -1) break
    if (equals >= end) continue
    const nameAt = skipBlanks(header, begin, equals)
    if (!prefixes.some((prefix) => header.startsWith(prefix, nameAt))) continue
    const name = sliceTrimmed(header, nameAt, equals)
    if (name !== '' && !cookies.has(name) && includes(name))
      cookies.set(name, sliceTrimmed(header, equals + 1, end))
  }
  return cookies
}

// A loop, because `/[ \t]+$/` takes quadratic time on a value full of blanks.
function sliceTrimmed(text: string, from: number, to: number): string {
  const start = skipBlanks(text, from, to)
  let end = to
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

function skipBlanks(text: string, from: number, to: number): number {
  let at = from
  while (at < to && isBlank(text.charCodeAt(at))) at += 1
  return at
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}

/** The attributes of our cookies. `HttpOnly` is always added. */
export interface CookieAttributes {
  readonly path: string
  /** Without it, the browser sends the cookie to the host alone that set it. */
  readonly domain?: string | undefined
  /** Seconds until the browser drops the cookie; 0 deletes it at once. Without it, the cookie ends with the browser. */
  readonly maxAgeSeconds?: number
  /** With `None`, the cookie is `Partitioned`: each site that shows the application in a frame has its own. */
  readonly sameSite: 'Lax' | 'None' | 'Strict'
  readonly secure: boolean
}

// RFC 6265, section 4.1.1: the name is a token, the value has only cookie-octets. The path may have fewer characters than the RFC
// allows, so that neither folding nor joining of headers can cut it.
const cookieName = /^[!#$%&'*+\-.^`|~\w]+$/
const cookieValue = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/
const cookiePath = /^\/[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/

/**
 * Writes the value of a `Set-Cookie` header. It escapes and encodes nothing: it refuses characters that are not allowed.
 * @throws TypeError naming the invalid part, never its content. Browsers would drop such a cookie silently, or read
 * an attribute out of its name, value or path.
 */
export function serializeCookie(name: string, value: string, attributes: CookieAttributes): string {
  const { domain, maxAgeSeconds, path, sameSite, secure } = attributes
  if (!cookieName.test(name)) throw new TypeError('The cookie name is not a token')
  if (!cookieValue.test(value))
    throw new TypeError('The cookie value contains a character that is not allowed there')
  // A domain is a token, too.
  if (!cookiePath.test(path) || !cookieName.test(domain ?? '-'))
    throw new TypeError('The cookie path or domain contains a character that is not allowed there')
  if (maxAgeSeconds !== undefined && !(Number.isSafeInteger(maxAgeSeconds) && maxAgeSeconds >= 0)) {
    throw new TypeError('The cookie lifetime is not a whole number of seconds')
  }
  if (!['Lax', 'None', 'Strict'].includes(sameSite))
    throw new TypeError('SameSite must be Lax, None or Strict')
  // Section 4.1.3 of RFC 6265bis, where prefixes are compared without regard to case.
  if ((/^__(?:Host|Secure)-/i.test(name) || sameSite === 'None') && !secure)
    throw new TypeError('The cookie prefix and SameSite=None need Secure')
  if (/^__Host-/i.test(name) && (path !== '/' || domain !== undefined))
    throw new TypeError('The __Host- prefix needs Path=/ and no Domain')

  const lifetime = maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`
  const scope = domain === undefined ? path : `${path}; Domain=${domain}`
  return `${name}=${value}; Path=${scope}${lifetime}; HttpOnly${secure ? '; Secure' : ''}; SameSite=${sameSite}${sameSite === 'None' ? '; Partitioned' : ''}`
}

/** The attributes of our cookies, by their names. */
interface CookieRows {
  readonly attributesOf: (name: string) => CookieAttributes
}

/** Builds the `Set-Cookie` value of one of our cookies, with the attributes of its row in the table. */
export function buildCookie(table: CookieRows, name: string, value: string, maxAgeSeconds: number): string {
  return serializeCookie(name, value, { ...table.attributesOf(name), maxAgeSeconds })
}

/** Builds the deletion of one of our cookies. */
export function buildDeletion(table: CookieRows, name: string): string {
  return buildCookie(table, name, '', 0)
}
