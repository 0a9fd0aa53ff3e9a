import {
  bodyHeaders,
  buildPrivateVary,
  listMissingCookies,
  mergeSetCookies,
  privateCacheControl,
  type ReportOverwrite,
  type ResponseHeaders,
  setPrivateHeaders,
} from '@x/oidc-engine/adapter'
import type { Context, Next } from 'hono'
import { holdResponse, type ResponseHolder } from './hold-response.ts'
import { watchOutgoing } from './watch-outgoing.ts'

const tooLate = 'Read auth before the handler returns: a cache may store the response.'

/** Collects the headers of one response and keeps them, even if an earlier middleware changes the headers afterwards. */
export class HonoResponseHeaders implements ResponseHeaders, ResponseHolder {
  /** Whether this step prepared the request for the handlers. */
  isBegun = false
  readonly #c: Context
  /** Headers for a private response. Undefined: the response is not private so far. */
  #cookies: readonly string[] | undefined
  /** The headers of a response of the engine. */
  #own: Headers | undefined
  #isApplied = false
  readonly #report: ReportOverwrite | undefined

  /** @param report receives overwritten headers. It is present only outside production */
  constructor(c: Context, report?: ReportOverwrite) {
    this.#c = c
    this.#report = report
  }

  /** @throws TypeError when the response was sent without the headers: a cache may store it */
  add(setCookies: readonly string[]): void {
    if (this.#isApplied && this.#cookies === undefined) throw new TypeError(tooLate)
    // A response that is built from here on has the header from the start, which is faster than adding it afterwards.
    if (!this.#c.finalized) this.#c.header('cache-control', privateCacheControl)
    if (this.#cookies === undefined) {
      this.#begin()
      this.#cookies = setCookies
    } else this.#cookies = mergeSetCookies(this.#cookies, setCookies)
  }

  /** The handler has returned: from then on, only middleware around it may still change the response. */
  isSent(): boolean {
    return this.#isApplied
  }

  /** Sets a response of the engine. Without one, it lets the next handlers respond. */
  async finish(answer: Response | Promise<Response | undefined>, next: Next): Promise<void> {
    const given = await answer
    if (given === undefined) return this.follow(next())
    this.#give(given)
    this.#close()
  }

  /**
   * Detects that the handler has returned before other code that waits for the same promise continues: callbacks run in the order
   * in which they were added. A promise of our own in between would cost more than this step.
   */
  follow(done: Promise<void>): Promise<void> {
    const close = (): void => {
      try {
        this.#close()
      } catch {
        this.#replace()
      }
    }
    void done.then(close, close)
    return done
  }

  /** A response without the headers must not be sent: a cache may store it. No caller waits here, so nothing is thrown. */
  #replace(): void {
    try {
      this.#c.res = undefined
      this.#c.res = new Response(null, { status: 500, headers: { 'cache-control': privateCacheControl } })
    } catch {
      // No response can be built at all: Hono responds with its own error.
    }
  }

  /** Sets the required headers of the response. It copies a response whose headers cannot be set. */
  hold(res: Response): Response {
    // An upgrade cannot be rebuilt, and no cache stores it.
    if (res.status < 200) return res
    try {
      this.#setHeaders(res.headers)
      return res
    } catch {
      // The headers of a fetched response are immutable, so it is copied: on Node, the copy takes longer than the rest of a
      // request. A partly read response cannot be copied, and it must not be sent without the headers.
      const isRead = res.bodyUsed || res.body?.locked === true
      const copy = new Response(isRead ? null : res.body, isRead ? { status: 500 } : res)
      this.#setHeaders(copy.headers)
      return copy
    }
  }

  #begin(): void {
    if (!holdResponse(this.#c, this) || this.#report === undefined) return
    watchOutgoing(this.#c.env, () => this.#listHeld(), this.#report)
  }

  #listHeld(): ReadonlyMap<string, string> {
    const held = new Map([...(this.#own ?? [])].filter(([name]) => isHeldWhole(name)))
    return this.#cookies === undefined ? held : held.set('cache-control', privateCacheControl)
  }

  #setHeaders(headers: Headers): void {
    const own = this.#own
    if (own !== undefined) {
      for (const [name, value] of own)
        if (isHeldWhole(name) && headers.get(name) !== value) headers.set(name, value)
      const vary = own.get('vary')
      if (vary !== null) headers.set('vary', buildPrivateVary(headers.get('vary'), vary))
      addCookies(headers, own.getSetCookie())
    }
    if (this.#cookies === undefined) return
    setPrivateHeaders(headers)
    addCookies(headers, this.#cookies)
  }

  /** Hono itself would keep headers that an earlier middleware has set, above all cookies. */
  #give(answer: Response): void {
    const vary = this.#c.res.headers.get('vary')
    const given = this.#c.newResponse(answer.body, answer)
    for (const name of bodyHeaders) if (!answer.headers.has(name)) given.headers.delete(name)
    if (vary !== null) given.headers.set('vary', vary)
    this.#own = answer.headers
    this.#begin()
    this.#c.res = undefined
    this.#c.res = given
  }

  #close(): void {
    this.#isApplied = true
    if (this.#c.finalized) return
    // Without a response an error is on its way to onError, which may read the caller: its response gets the headers beforehand,
    // because Hono does not read it from the context if no other middleware is in front.
    this.#begin()
    this.#cookies ??= []
    this.#setHeaders(this.#c.res.headers)
  }
}

/** Other code may add values to these two headers, but not remove any. */
const isHeldWhole = (name: string): boolean => name !== 'set-cookie' && name !== 'vary'

function addCookies(headers: Headers, cookies: readonly string[]): void {
  if (cookies.length === 0) return
  for (const cookie of listMissingCookies(cookies, headers.getSetCookie()))
    headers.append('set-cookie', cookie)
}
