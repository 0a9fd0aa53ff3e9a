import { ServerResponse } from 'node:http'
import {
  buildPrivateVary,
  listHeaders,
  listMissingCookies,
  overrulingHeaders,
  privateCacheControl,
  type ReportOverwrite,
  type ResponseHeaders,
} from '@x/oidc-engine/adapter'

// The mark is on the answer, and one function writes every head: a WeakMap of answers, or a function for each, keeps
// the garbage collector longer than the rest of a request takes.
const mark: unique symbol = Symbol('private')

type HeaderValue = string | number | readonly string[]

type MarkableResponse = ServerResponse & { [mark]?: NodeResponseHeaders }

const nothing: readonly string[] = []
const overruling: ReadonlySet<string> = new Set(overrulingHeaders)
const nativeWriteHead = ServerResponse.prototype.writeHead

/**
 * Holds the headers of one answer. One for its caller alone has `Cache-Control: private, no-store` and `Vary: Cookie`: a cache
 * that handed it on would hand one person's page to another. One of ours goes out with the headers that it was built with: our
 * pages and their sign-out need their own Content-Security-Policy. It happens when the head is written, and what others, such
 * as `on-headers`, change while it is written is refused.
 */
export class NodeResponseHeaders implements ResponseHeaders {
  readonly #res: MarkableResponse
  readonly #report: ReportOverwrite | undefined
  #isPrivate = false
  #cookies: readonly string[] = []
  /** The headers of an answer of ours. */
  #own: Headers | undefined
  #writeHead: ServerResponse['writeHead'] = nativeWriteHead
  /** The methods of the answer, from when changes are refused. */
  #methods: Pick<ServerResponse, 'setHeader' | 'appendHeader' | 'removeHeader'> | undefined

  /**
   * The first one of an answer holds it, from now on: what wraps `writeHead` later runs before it.
   * @param report given outside production: it costs a listener for each answer
   */
  constructor(res: ServerResponse, report?: ReportOverwrite) {
    this.#res = res
    this.#report = report
    if (this.#res[mark] !== undefined || res.headersSent) return
    this.#writeHead = res.writeHead
    this.#res[mark] = this
    res.writeHead = writeHeldHead
  }

  /**
   * Marks the answer as one for its caller alone, and adds cookies.
   * @throws TypeError when the head is written already, and the answer goes on: it is too late to mark it then
   */
  add(setCookies: readonly string[]): void {
    const res = this.#res
    const held = res[mark]
    if (held === undefined || (res.headersSent && !held.#isPrivate)) {
      // A call after the end, from a log for example, can put nothing into the answer any more.
      if (res.writableEnded || res.destroyed) return
      throw new TypeError(
        'Ask who is calling before res.writeHead() or res.write(): a cache may keep the answer.',
      )
    }
    held.#watch()
    held.#isPrivate = true
    if (setCookies.length > 0) held.#cookies = [...held.#cookies, ...setCookies]
  }

  /** Sets the headers of an answer of ours, and keeps them. */
  give(headers: Headers): void {
    const held = this.#res[mark]
    if (held === undefined) return
    held.#watch()
    held.#allowChanges()
    held.#own = headers
    held.#cookies = [...held.#cookies, ...headers.getSetCookie()]
    held.#setHeaders()
  }

  /** Writes the head as it was written before, with what it has to carry. */
  writeHead(status: number, rest: readonly unknown[]): ServerResponse {
    const res = this.#res
    if (!this.#isPrivate && this.#own === undefined)
      return Reflect.apply(this.#writeHead, res, [status, ...rest]) as ServerResponse
    if (rest.length > 0) {
      const given = listHeaders(rest)
      for (const [name] of given) res.removeHeader(name)
      for (const [name, value] of given) res.appendHeader(name, value)
      if (typeof rest[0] === 'string') res.statusMessage = rest[0]
    }
    this.#setHeaders()
    // Others wrapped it before us, so they come after us.
    if (this.#writeHead !== nativeWriteHead) this.#refuseChanges()
    return this.#writeHead.call(res, status)
  }

  /** Sets a header while the head is written, unless it is held. */
  setHeader(name: string, value: HeaderValue): ServerResponse {
    const key = name.toLowerCase()
    if (this.#isRefused(key)) return this.#res
    return this.#methods?.setHeader.call(this.#res, name, this.#keepOurs(key, value)) ?? this.#res
  }

  appendHeader(name: string, value: string | readonly string[]): ServerResponse {
    if (this.#isRefused(name.toLowerCase())) return this.#res
    return this.#methods?.appendHeader.call(this.#res, name, value) ?? this.#res
  }

  removeHeader(name: string): void {
    const key = name.toLowerCase()
    if (this.#isRefused(key)) return
    const kept = this.#keepOurs(key, nothing)
    if (kept === nothing) this.#methods?.removeHeader.call(this.#res, name)
    else this.#methods?.setHeader.call(this.#res, name, kept)
  }

  /** Says what went out in place of what was held, where something did. */
  reportOverwritten(): void {
    const res = this.#res
    const expected = new Map(
      this.#own === undefined ? [] : [...this.#own].filter(([key]) => this.#isHeld(key)),
    )
    if (this.#isPrivate) expected.set('cache-control', privateCacheControl)
    for (const [name, value] of expected) {
      const sent = res.getHeader(name)?.toString()
      if (sent !== value) this.#report?.(name, value, sent)
    }
  }

  #watch(): void {
    if (this.#report === undefined || this.#isPrivate || this.#own !== undefined) return
    this.#res.on('finish', reportOverwritten)
  }

  #setHeaders(): void {
    const res = this.#res
    if (this.#own !== undefined) {
      for (const [name, value] of this.#own) if (this.#isHeld(name)) res.setHeader(name, value)
    }
    if (this.#cookies.length > 0) {
      const missing = listMissingCookies(this.#cookies, listValues(res.getHeader('set-cookie')))
      for (const cookie of missing) res.appendHeader('set-cookie', cookie)
    }
    if (this.#isPrivate) {
      res.setHeader('cache-control', privateCacheControl)
      // There are fewer headers than names to look for.
      for (const name of res.getHeaderNames()) if (overruling.has(name)) res.removeHeader(name)
    }
    if (this.#variesByCookie()) res.setHeader('vary', this.#buildVary(res.getHeader('vary')))
  }

  #refuseChanges(): void {
    const res = this.#res
    if (this.#methods !== undefined) return
    const { setHeader: set, appendHeader: append, removeHeader: remove } = res
    this.#methods = { setHeader: set, appendHeader: append, removeHeader: remove }
    res.setHeader = setHeader
    res.appendHeader = appendHeader
    res.removeHeader = removeHeader
  }

  /** An answer that takes the place of one whose head could not be written sets headers that were held. */
  #allowChanges(): void {
    if (this.#methods !== undefined) Object.assign(this.#res, this.#methods)
    this.#methods = undefined
  }

  /** Once the head is written, Node throws for every header. */
  #isRefused(key: string): boolean {
    return this.#isHeld(key) && !this.#res.headersSent
  }

  #isHeld(key: string): boolean {
    if (key === 'set-cookie' || key === 'vary') return false
    if (this.#own?.has(key) === true) return true
    return this.#isPrivate && (key === 'cache-control' || overruling.has(key))
  }

  /** Others may say more in these two, and nothing less. */
  #keepOurs(key: string, value: HeaderValue): HeaderValue {
    if (key === 'vary' && this.#variesByCookie()) return this.#buildVary(value)
    if (key !== 'set-cookie' || this.#cookies.length === 0) return value
    const given = listValues(value)
    return [...given, ...listMissingCookies(this.#cookies, given)]
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

function writeHeldHead(this: MarkableResponse, status: number, ...rest: unknown[]): ServerResponse {
  return this[mark]?.writeHead(status, rest) ?? this
}

function setHeader(this: MarkableResponse, name: string, value: HeaderValue): ServerResponse {
  return this[mark]?.setHeader(name, value) ?? this
}

function appendHeader(
  this: MarkableResponse,
  name: string,
  value: string | readonly string[],
): ServerResponse {
  return this[mark]?.appendHeader(name, value) ?? this
}

function removeHeader(this: MarkableResponse, name: string): void {
  this[mark]?.removeHeader(name)
}

function reportOverwritten(this: MarkableResponse): void {
  this[mark]?.reportOverwritten()
}
