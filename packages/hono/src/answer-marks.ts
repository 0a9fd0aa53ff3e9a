import { privateCacheControl, setPrivateHeaders, type AnswerMarks } from '@x/oidc-engine'
import type { Context } from 'hono'

/** Collects the marks of one answer and puts them on once there is one. */
export class HonoAnswerMarks implements AnswerMarks {
  readonly #c: Context
  readonly #cookies: string[] = []
  #isPrivate = false
  #isApplied = false

  constructor(c: Context) {
    this.#c = c
  }

  /** @throws TypeError when the answer has gone out unmarked: a cache may keep it */
  add(setCookies: readonly string[]): void {
    if (this.#isApplied && !this.#isPrivate) {
      throw new TypeError('Ask who is calling before the handler returns: a cache may keep the answer.')
    }
    this.#isPrivate = true
    if (setCookies.length > 0) this.#cookies.push(...setCookies)
  }

  apply(): void {
    this.#isApplied = true
    const c = this.#c
    // Without an answer an error is on its way to onError, which may ask who is calling: its answer is marked beforehand.
    this.#isPrivate ||= !c.finalized
    // An upgrade cannot be built anew, and no cache keeps it.
    if (!this.#isPrivate || (c.finalized && c.res.status < 200)) return
    try {
      setPrivateHeaders(c.res.headers, this.#cookies)
    } catch {
      // Headers of an answer that was fetched cannot be changed. With this Hono copies the answer, and on Node that alone
      // takes longer than all the rest of a request.
      c.header('cache-control', privateCacheControl)
      setPrivateHeaders(c.res.headers, this.#cookies)
    }
  }
}
