import type { CookieTable } from './table.ts'

/** A header longer than this is not read to its end; servers refuse far shorter ones. */
const maxHeaderLength = 65_536

/**
 * Parses a `Cookie` header, keeping the names that are wanted. It reads any text in linear time and never throws. Values
 * are kept as they came: neither unquoted nor percent-decoded, since nothing of ours needs either.
 *
 * Of two cookies of one name the first counts: browsers send the more specific path first, then the older cookie.
 * @see RFC 6265, section 4.2 and section 5.4
 */
export function parseCookies(
  header: string | null | undefined,
  isWanted: (name: string) => boolean = () => true,
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
    // Looked for once, not once for each pair that has none.
    if (equals < begin) equals = header.indexOf('=', begin)
    if (equals === -1) break
    if (equals >= end) continue
    const name = sliceTrimmed(header, begin, equals)
    if (name !== '' && !cookies.has(name) && isWanted(name))
      cookies.set(name, sliceTrimmed(header, equals + 1, end))
  }
  return cookies
}

// A loop, because `/[ \t]+$/` takes quadratic time on a value full of blanks.
function sliceTrimmed(text: string, from: number, to: number): string {
  let start = from
  let end = to
  while (start < end && isBlank(text.charCodeAt(start))) start += 1
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}

/** What a cookie of ours may say about itself. `HttpOnly` is always added; there is never a `Domain`. */
export interface CookieAttributes {
  readonly path: string
  /** Seconds until the browser drops the cookie; 0 deletes it at once; without it, it goes with the browser. */
  readonly maxAgeSeconds?: number
  readonly sameSite: 'Lax' | 'None' | 'Strict'
  readonly secure: boolean
}

// RFC 6265, section 4.1.1: a token, cookie-octets, and for the path less than its grammar allows, so that neither
// header folding nor joining of headers can cut it.
const cookieName = /^[!#$%&'*+\-.^`|~\w]+$/
const cookieValue = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/
const cookiePath = /^\/[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/

/**
 * Writes the value of a `Set-Cookie` header. Nothing is escaped or encoded: what may not stand in it is refused.
 * @throws TypeError naming the part at fault, never its content. Browsers would drop such a cookie silently, or read
 * an attribute out of its name, value or path.
 */
export function serializeCookie(name: string, value: string, attributes: CookieAttributes): string {
  const { path, maxAgeSeconds, sameSite, secure } = attributes
  if (!cookieName.test(name)) throw new TypeError('The cookie name is not a token')
  if (!cookieValue.test(value))
    throw new TypeError('The cookie value holds a character that may not stand there')
  if (!cookiePath.test(path))
    throw new TypeError('The cookie path holds a character that may not stand there')
  if (maxAgeSeconds !== undefined && !(Number.isSafeInteger(maxAgeSeconds) && maxAgeSeconds >= 0)) {
    throw new TypeError('The cookie lifetime is not a whole number of seconds')
  }
  if (!['Lax', 'None', 'Strict'].includes(sameSite)) throw new TypeError('SameSite is Lax, None or Strict')
  // Section 4.1.3 of RFC 6265bis, where prefixes are compared without regard to case.
  if (/^__(?:Host|Secure)-/i.test(name) && !secure) throw new TypeError('The cookie prefix needs Secure')
  if (/^__Host-/i.test(name) && path !== '/') throw new TypeError('The __Host- prefix needs Path=/')

  const lifetime = maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`
  return `${name}=${value}; Path=${path}${lifetime}; HttpOnly${secure ? '; Secure' : ''}; SameSite=${sameSite}`
}

/** Builds the `Set-Cookie` value of a cookie of ours, with the attributes that its row of the table has. */
export function buildCookie(table: CookieTable, name: string, value: string, maxAgeSeconds: number): string {
  return serializeCookie(name, value, { ...table.attributesOf(name), maxAgeSeconds })
}

/** Builds the deletion of a cookie of ours. */
export function buildDeletion(table: CookieTable, name: string): string {
  return buildCookie(table, name, '', 0)
}
