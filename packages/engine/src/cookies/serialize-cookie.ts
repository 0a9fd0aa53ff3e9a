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
