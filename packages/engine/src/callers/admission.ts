import type { Caller } from '../gate/caller.ts'
import type { Auth } from '../session/auth.ts'
import { watchReads, type ReadListener } from './watch-reads.ts'

/**
 * What marks the answer to a request. It is to be an object of a class and no closure: a closure over the request that the
 * request leads to survives V8's quick collections, and every request with it.
 */
export interface AnswerMarks {
  /** Marks the answer as one for its caller alone, and adds cookies to it. */
  add(setCookies: readonly string[]): void
}

const none: readonly string[] = []

/** What an adapter hands to handlers. */
export interface Admitted<Role extends string> {
  /** Who is calling: whoever reads it marks the answer. */
  readonly auth: Auth<Role>
}

/**
 * Somebody who was found out, and the answer to them. A class for the reason that `AnswerMarks` names. It hangs on requests,
 * which people log: so nothing is in its fields that they would show.
 */
export class Admission<Role extends string> implements Admitted<Role>, ReadListener {
  readonly #caller: Caller<Role>
  readonly #marks: AnswerMarks
  #watched: Auth<Role> | undefined
  #isRead = false

  constructor(caller: Caller<Role>, marks: AnswerMarks) {
    this.#caller = caller
    this.#marks = marks
  }

  /** Once the answer is marked, another look tells nothing new: nobody watches it. */
  get auth(): Auth<Role> {
    return this.#isRead ? this.#caller.auth : (this.#watched ??= watchReads(this.#caller.auth, this))
  }

  /** Who it is. The answer is marked. */
  get caller(): Caller<Role> {
    this.onRead()
    return this.#caller
  }

  /** Answers where it could not be found out who is calling: a page for strangers would say that nobody is signed in. */
  refuseFailed(): Promise<Response | undefined> | undefined {
    return this.#caller.isFailed === true ? this.caller.refuse() : undefined
  }

  onRead(): void {
    if (this.#isRead) return
    this.#marks.add(none)
    this.#isRead = true
  }
}
