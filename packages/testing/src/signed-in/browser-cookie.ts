import { Cookie } from 'tough-cookie'

/** A cookie as Playwright takes it. */
export interface BrowserCookie {
  /** The name, with its prefix. */
  readonly name: string
  /** The value. */
  readonly value: string
  /** The host that gets it. With a dot in front, the hosts below it get it, too. */
  readonly domain: string
  /** The path that requests must begin with. */
  readonly path: string
  /** When the browser deletes it: seconds since 1970. */
  readonly expires: number
  /** Whether scripts cannot read it. */
  readonly httpOnly: boolean
  /** Whether it is for https alone. */
  readonly secure: boolean
  /** Whether requests of other sites have it. */
  readonly sameSite: 'Lax' | 'None' | 'Strict'
}

const sameSites = { lax: 'Lax', none: 'None', strict: 'Strict' } as const

/**
 * Reads the value of a `Set-Cookie` header of an application.
 * @throws TypeError for a value that is none of the library
 */
export function readBrowserCookie(setCookie: string, baseUrl: string): BrowserCookie {
  const cookie = Cookie.parse(setCookie)
  const sameSite = Object.entries(sameSites).find(([name]) => name === cookie?.sameSite)?.[1]
  if (cookie === undefined || sameSite === undefined || typeof cookie.maxAge !== 'number')
    throw new TypeError('A Set-Cookie header has no Max-Age or no SameSite, expected one of this library.')
  const { domain, httpOnly, key, maxAge, path, secure, value } = cookie
  return {
    name: key,
    value,
    domain: domain === null ? new URL(baseUrl).hostname : `.${domain}`,
    path: path ?? '/',
    expires: Math.floor(Date.now() / 1000) + maxAge,
    ...{ httpOnly, secure, sameSite },
  }
}
