import type { ServerResponse } from 'node:http'
import {
  buildPrivateVary,
  listMissingCookies,
  mergeSetCookies,
  overrulingHeaders,
  privateCacheControl,
} from '@x/oidc-engine/adapter'

export type HeaderValue = string | number | readonly string[]

const overruling: ReadonlySet<string> = new Set(overrulingHeaders)

/**
 * The headers that one response must be sent with. A private response has `Cache-Control: private, no-store` and `Vary: Cookie`:
 * otherwise a shared cache could show the page of one person to another person. A response of the library has the headers that it
 * was built with: its pages and their sign-out need their own Content-Security-Policy.
 *
 * Other code may add values to `Set-Cookie` and `Vary`, but not remove any. Every other held header has one value.
 */
export class HeldHeaders {
  #isPrivate = false
  #cookies: readonly string[] = []
  /** The headers of a response of the library. */
  #own: Headers | undefined

  get isPrivate(): boolean {
    return this.#isPrivate
  }

  get isEmpty(): boolean {
    return !this.#isPrivate && this.#own === undefined
  }

  /** Adds the headers of a private response, and cookies. */
  addPrivate(setCookies: readonly string[]): void {
    this.#isPrivate = true
    if (setCookies.length > 0) this.#cookies = mergeSetCookies(this.#cookies, setCookies)
  }

  /** Adds the headers of a response of the library. */
  addOwn(headers: Headers): void {
    this.#own = headers
    this.#cookies = mergeSetCookies(this.#cookies, headers.getSetCookie())
  }

  /** Whether a header has one value that other code must not change. The name is in lower case. */
  isFixed(name: string): boolean {
    if (name === 'set-cookie' || name === 'vary') return false
    if (this.#own?.has(name) === true) return true
    return this.#isPrivate && (name === 'cache-control' || overruling.has(name))
  }

  /** The fixed headers with their values. A header without a value is not sent. */
  listFixed(): ReadonlyMap<string, string> {
    const fixed = new Map([...(this.#own ?? [])].filter(([name]) => this.isFixed(name)))
    return this.#isPrivate ? fixed.set('cache-control', privateCacheControl) : fixed
  }

  /** The value of a header that is not fixed, when other code sets it to `given`: with our cookies, or our `Vary`. */
  complete(name: string, given: HeaderValue): HeaderValue {
    if (name === 'vary' && this.#variesByCookie()) return this.#buildVary(given)
    if (name !== 'set-cookie' || this.#cookies.length === 0) return given
    const cookies = listValues(given)
    return [...cookies, ...listMissingCookies(this.#cookies, cookies)]
  }

  /** Sets all held headers on a response, and removes headers that override `Cache-Control` in caches. */
  setOn(res: ServerResponse): void {
    if (this.#own !== undefined) {
      for (const [name, value] of this.#own) if (this.isFixed(name)) res.setHeader(name, value)
    }
    if (this.#cookies.length > 0) {
      const missing = listMissingCookies(this.#cookies, listValues(res.getHeader('set-cookie')))
      for (const cookie of missing) res.appendHeader('set-cookie', cookie)
    }
    if (this.#isPrivate) {
      res.setHeader('cache-control', privateCacheControl)
      // The loop is over the headers, because a response has fewer headers than there are names to search for.
      for (const name of res.getHeaderNames()) if (overruling.has(name)) res.removeHeader(name)
    }
    if (this.#variesByCookie()) res.setHeader('vary', this.#buildVary(res.getHeader('vary')))
  }

  #buildVary(given: HeaderValue | undefined): string {
    return buildPrivateVary(given, this.#own?.get('vary'))
  }

  #variesByCookie(): boolean {
    return this.#isPrivate || this.#own?.has('vary') === true
  }
}

function listValues(header: HeaderValue | undefined): readonly string[] {
  if (header === undefined) return []
  return typeof header === 'object' ? header : [header.toString()]
}
