import { buildPrivateVary, privateCacheControl, setPrivateHeaders, type AnswerMarks } from '@x/oidc-engine'
import type { Context, Next } from 'hono'

const tooLate = 'Ask who is calling before the handler returns: a cache may keep the answer.'

/** Collects the marks of one answer and puts them on once there is one. */
export class HonoAnswerMarks implements AnswerMarks {
  /** Whether the request was readied for what follows by the step that these are of. */
  isBegun = false
  readonly #c: Context
  /** To be added to an answer for its caller alone. Undefined: nothing says yet that it is one. */
  #cookies: readonly string[] | undefined
  #isApplied = false

  constructor(c: Context) {
    this.#c = c
  }

  /** @throws TypeError when the answer has gone out unmarked: a cache may keep it */
  add(setCookies: readonly string[]): void {
    if (this.#isApplied && this.#cookies === undefined) throw new TypeError(tooLate)
    // An answer that is built from here on has it from the start, which takes less than to add it afterwards.
    if (!this.#c.finalized) this.#c.header('cache-control', privateCacheControl)
    this.#cookies = this.#cookies === undefined ? setCookies : [...this.#cookies, ...setCookies]
  }

  /** Gives an answer of ours, or lets others answer when there is none. */
  async finish(answer: Response | Promise<Response | undefined>, next: Next): Promise<void> {
    const given = await answer
    if (given === undefined) return this.follow(next())
    this.#give(given)
    this.#apply()
  }

  /**
   * Has the last word on the headers, before whoever waits for the same promise goes on: they are told in the order in which
   * they asked. A promise of our own in between would cost more than what is done here.
   */
  follow(done: Promise<void>): Promise<void> {
    const apply = (): void => {
      try {
        this.#apply()
      } catch {
        this.#replace()
      }
    }
    void done.then(apply, apply)
    return done
  }

  /** An answer that cannot be marked must not go out, for a cache may keep it. Nobody waits here, so nothing is thrown. */
  #replace(): void {
    try {
      this.#c.res = undefined
      this.#c.res = new Response(null, { status: 500, headers: { 'cache-control': privateCacheControl } })
    } catch {
      // No answer can be built at all: Hono says so to the client.
    }
  }

  /** Of headers that a step in front has set, cookies above all, Hono itself would prefer those. */
  #give(answer: Response): void {
    const vary = buildPrivateVary(this.#c.res.headers.get('vary'))
    const given = this.#c.newResponse(answer.body, answer)
    given.headers.set('vary', vary)
    this.#c.res = undefined
    this.#c.res = given
  }

  #apply(): void {
    this.#isApplied = true
    // Without an answer an error is on its way to onError, which may ask who is calling: its answer is marked beforehand.
    if (!this.#c.finalized) this.#cookies ??= []
    // An upgrade cannot be built anew, and no cache keeps it.
    if (this.#cookies === undefined || (this.#c.finalized && this.#c.res.status < 200)) return
    try {
      setPrivateHeaders(this.#c.res.headers, this.#cookies)
    } catch {
      // Headers of an answer that was fetched cannot be changed, so it is copied: on Node that alone takes longer than all
      // the rest of a request. One that somebody has begun to read can neither be copied nor go out as it is.
      const { res } = this.#c
      const isRead = res.bodyUsed || res.body?.locked === true
      this.#c.res = undefined
      this.#c.res = new Response(isRead ? null : res.body, isRead ? { status: 500 } : res)
      setPrivateHeaders(this.#c.res.headers, this.#cookies)
    }
  }
}
