import { Cookie, CookieJar } from 'tough-cookie'

/** The relation between a request and the page that caused it, for the `SameSite` rules. */
export type SameSiteContext = 'strict' | 'lax' | 'none'

export interface CookieStore {
  /** Stores the cookie of a `Set-Cookie` value, or refuses it as Chromium does. */
  store(setCookie: string, url: string): void
  /** Returns the `Cookie` header of a request. */
  header(url: string, context: SameSiteContext): string
  list(url: string): readonly Cookie[]
  clear(): void
}

// Chromium sends a cookie without `SameSite` with a cross-site POST navigation for two minutes after it was set.
const laxAllowsPostSeconds = 120

/**
 * Creates a cookie jar with Chromium's rules: a cookie without `SameSite` is nearly `Lax`, and `SameSite=None` needs `Secure`.
 * `Secure` and `__Host-` cookies work with http on loopback hosts.
 */
export function createCookieStore(): CookieStore {
  const jar = new CookieJar(undefined, {
    allowSpecialUseDomain: true,
    rejectPublicSuffixes: false,
    prefixSecurity: 'silent',
    allowSecureOnLocal: true,
  })
  const isSent = ({ sameSite, creation }: Cookie, context: SameSiteContext) => {
    if (sameSite !== undefined || context !== 'none') return true
    return creation instanceof Date && Date.now() - creation.getTime() < laxAllowsPostSeconds * 1000
  }
  return {
    store: (setCookie, url) => {
      const cookie = Cookie.parse(setCookie)
      if (!cookie || (cookie.sameSite === 'none' && !cookie.secure)) return
      jar.setCookieSync(cookie, url, { ignoreError: true })
    },
    header: (url, context) =>
      jar
        .getCookiesSync(url, { sameSiteContext: context })
        .filter((cookie) => isSent(cookie, context))
        .map((cookie) => cookie.cookieString())
        .join('; '),
    list: (url) => jar.getCookiesSync(url),
    clear: () => jar.removeAllCookiesSync(),
  }
}
