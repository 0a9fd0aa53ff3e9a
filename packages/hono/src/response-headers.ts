import {
  buildPrivateVary,
  listMissingCookies,
  privateCacheControl,
  type ReportOverwrite,
  type ResponseHeaders,
  setPrivateHeaders,
} from '@x/oidc-engine/adapter'
import type { Context, Next } from 'hono'
import { holdResponse, type ResponseHolder } from './hold-response.ts'
import { watchOutgoing } from './watch-outgoing.ts'

const tooLate = 'Ask who is calling before the handler returns: a cache may keep the answer.'

/** Collects the marks of one answer and holds them, whatever a middleware in front does to its headers afterwards. */
export class HonoResponseHeaders implements ResponseHeaders, ResponseHolder {
  /** Whether the request was readied for what follows by the step that these are of. */
  isBegun = false
  readonly #c: Context
  /** To be added to an answer for its caller alone. Undefined: nothing says yet that it is one. */
  #cookies: readonly string[] | undefined
  /** The headers of an answer of ours. */
  #own: Headers | undefined
  #isApplied = false
  readonly #report: ReportOverwrite | undefined

  /** @param report given outside production */
  constructor(c: Context, report?: ReportOverwrite) {
    this.#c = c
    this.#report = report
  }

  /** @throws TypeError when the answer has gone out unmarked: a cache may keep it */
  add(setCookies: readonly string[]): void {
    if (this.#isApplied && this.#cookies === undefined) throw new TypeError(tooLate)
    // An answer that is built from here on has it from the start, which takes less than to add it afterwards.
    if (!this.#c.finalized) this.#c.header('cache-control', privateCacheControl)
    if (this.#cookies === undefined) {
      this.#begin()
      this.#cookies = setCookies
    } else if (setCookies.length > 0) this.#cookies = [...this.#cookies, ...setCookies]
  }

  /** Gives an answer of ours, or lets others answer when there is none. */
  async finish(answer: Response | Promise<Response | undefined>, next: Next): Promise<void> {
    const given = await answer
    if (given === undefined) return this.follow(next())
    this.#give(given)
    this.#close()
  }

  /**
   * Knows when the handler has returned, before other code that waits for the same promise goes on: they are told in the order in which
   * they asked. A promise of our own in between would cost more than what is done here.
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

  /** An answer that cannot be marked must not go out, for a cache may keep it. No caller waits here, so nothing is thrown. */
  #replace(): void {
    try {
      this.#c.res = undefined
      this.#c.res = new Response(null, { status: 500, headers: { 'cache-control': privateCacheControl } })
    } catch {
      // No answer can be built at all: Hono says so to the client.
    }
  }

  /** Sets the headers of the answer as they have to be. The answer is a copy where they cannot be set. */
  hold(res: Response): Response {
    // An upgrade cannot be built anew, and no cache keeps it.
    if (res.status < 200) return res
    try {
      this.#setHeaders(res.headers)
      return res
    } catch {
      // Headers of an answer that was fetched cannot be changed, so it is copied: on Node that alone takes longer than all
      // the rest of a request. One that somebody has begun to read can neither be copied nor go out as it is.
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

  /** Of headers that a step in front has set, cookies above all, Hono itself would prefer those. */
  #give(answer: Response): void {
    const vary = this.#c.res.headers.get('vary')
    const given = this.#c.newResponse(answer.body, answer)
    if (vary !== null) given.headers.set('vary', vary)
    this.#own = answer.headers
    this.#begin()
    this.#c.res = undefined
    this.#c.res = given
  }

  #close(): void {
    this.#isApplied = true
    if (this.#c.finalized) return
    // Without an answer an error is on its way to onError, which may ask who is calling: its answer is marked beforehand,
    // since Hono does not read it from the context where nothing else is in front of it.
    this.#begin()
    this.#cookies ??= []
    this.#setHeaders(this.#c.res.headers)
  }
}

/** In these two others may say more, and nothing less. */
const isHeldWhole = (name: string): boolean => name !== 'set-cookie' && name !== 'vary'

function addCookies(headers: Headers, cookies: readonly string[]): void {
  if (cookies.length === 0) return
  for (const cookie of listMissingCookies(cookies, headers.getSetCookie()))
    headers.append('set-cookie', cookie)
}
