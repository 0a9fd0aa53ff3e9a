import { Cookie, CookieJar } from 'tough-cookie'

/** A request's relation to the page that caused it, as far as `SameSite` is concerned. */
export type SameSiteContext = 'strict' | 'lax' | 'none'

export interface CookieStore {
  /** Takes a `Set-Cookie` value, or refuses it as Chromium would. */
  store(setCookie: string, url: string): void
  /** The `Cookie` header of a request. */
  header(url: string, context: SameSiteContext): string
  list(url: string): readonly Cookie[]
  clear(): void
}

/**
 * Creates a cookie jar with Chromium's rules where they differ from the jar's: no `SameSite` means `Lax`, and
 * `SameSite=None` needs `Secure`. `Secure` and `__Host-` cookies live on http loopback.
 */
export function createCookieStore(): CookieStore {
  const jar = new CookieJar(undefined, {
    allowSpecialUseDomain: true,
    rejectPublicSuffixes: false,
    prefixSecurity: 'silent',
    allowSecureOnLocal: true,
  })
  return {
    store: (setCookie, url) => {
      const cookie = Cookie.parse(setCookie)
      if (!cookie) return
      // tough-cookie reads an absent attribute as None.
      if (!/;\s*samesite\s*=/i.test(setCookie)) cookie.sameSite = 'lax'
      if (cookie.sameSite === 'none' && !cookie.secure) return
      jar.setCookieSync(cookie, url, { ignoreError: true })
    },
    header: (url, context) => jar.getCookieStringSync(url, { sameSiteContext: context }),
    list: (url) => jar.getCookiesSync(url),
    clear: () => jar.removeAllCookiesSync(),
  }
}
