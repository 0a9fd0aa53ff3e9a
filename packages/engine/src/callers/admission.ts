import type { Caller } from '../gate/caller.ts'
import type { Auth } from '../session/auth.ts'
import { watchReads, type ReadListener } from './watch-reads.ts'

/**
 * What marks the answer to a request. It is to be an object of a class and no closure: a closure over the request that the
 * request leads to survives V8's quick collections, and every request with it.
 */
export interface AnswerMarks {
  /** Marks the answer as one for its caller alone, and adds cookies to it. It is called again and again. */
  add(setCookies: readonly string[]): void
}

const none: readonly string[] = []

/**
 * Somebody who was found out, and the answer to them. A class for the reason that `AnswerMarks` names. It hangs on requests,
 * which people log: so nothing is in its fields that they would show.
 */
export class Admission<Role extends string> implements ReadListener {
  readonly #caller: Caller<Role>
  readonly #auth: Auth<Role>
  readonly #marks: AnswerMarks

  constructor(caller: Caller<Role>, begin: (auth: Auth<Role>) => AnswerMarks) {
    this.#caller = caller
    this.#auth = watchReads(caller.auth, this)
    this.#marks = begin(this.#auth)
    if (caller.setCookies.length > 0) this.#marks.add(caller.setCookies)
  }

  /** For handlers: whoever reads it marks the answer. */
  get auth(): Auth<Role> {
    return this.#auth
  }

  /** Who it is. The answer is marked. */
  get caller(): Caller<Role> {
    this.onRead()
    return this.#caller
  }

  onRead(): void {
    this.#marks.add(none)
  }
}
