import { type Anonymous, buildAnonymous } from './auth.ts'
import type { Caller } from './caller.ts'

const none: readonly string[] = []

/** The caller of a request for which it could not be found out who is calling: every gate answers with the error. */
export class FailedCaller implements Caller {
  readonly auth: Anonymous = buildAnonymous()
  readonly setCookies = none
  readonly isFailed = true
  readonly #answer: () => Promise<Response>

  constructor(answer: () => Promise<Response>) {
    this.#answer = answer
  }

  admits(): boolean {
    return false
  }

  refuse(): Promise<Response> {
    return this.#answer()
  }

  explain(): undefined {
    return undefined
  }
}
