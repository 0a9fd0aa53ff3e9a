import type { Decision } from '@x/oidc-core'
import type { EngineContext } from '../engine-context.ts'
import { answerError } from '../http/answer-error.ts'
import { buildPrivateResponse } from '../http/build-private-response.ts'
import type { RequestFacts } from '../http/request-facts.ts'
import type { Auth } from '../session/auth.ts'
import { explainSession } from '../session/explain-session.ts'
import type { SessionReading } from '../session/read-session.ts'
import type { Caller } from './caller.ts'
import type { GateOptions } from './gate-options.ts'
import { admits, refuse } from './refuse.ts'

/** Whoever the session of a request belongs to. A class, because one is made for every request. */
export class SessionCaller implements Caller {
  readonly auth: Auth
  readonly setCookies: readonly string[]
  readonly #context: EngineContext
  readonly #session: SessionReading['session']
  // Not the facts themselves: the peer among them leads back to the request, and `AnswerMarks` says why nothing must.
  readonly #method: RequestFacts['method']
  readonly #url: RequestFacts['url']
  readonly #header: RequestFacts['header']

  constructor(context: EngineContext, { method, url, header }: RequestFacts, reading: SessionReading) {
    this.auth = reading.auth
    this.setCookies = reading.setCookies
    this.#context = context
    this.#session = reading.session
    this.#method = method
    this.#url = url
    this.#header = header
  }

  admits(options: GateOptions = {}): boolean {
    return admits(options, this.auth)
  }

  async refuse(options: GateOptions = {}): Promise<Response | undefined> {
    const facts = { method: this.#method, url: this.#url, header: this.#header }
    const caller = { auth: this.auth, providerId: this.#session?.pid }
    try {
      const refusal = await refuse(this.#context, facts, caller, options)
      return refusal && buildPrivateResponse(refusal)
    } catch (error) {
      return answerError(this.#context, facts, error)
    }
  }

  explain(): Decision | undefined {
    return explainSession(this.#session)
  }
}
