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
  readonly #facts: RequestFacts
  readonly #session: SessionReading['session']

  constructor(context: EngineContext, facts: RequestFacts, { auth, setCookies, session }: SessionReading) {
    this.auth = auth
    this.setCookies = setCookies
    this.#context = context
    this.#facts = facts
    this.#session = session
  }

  admits(options: GateOptions = {}): boolean {
    try {
      return admits(options, this.auth)
    } catch {
      // A gate with errors admits no caller; `refuse` says why.
      return false
    }
  }

  async refuse(options: GateOptions = {}): Promise<Response | undefined> {
    const caller = { auth: this.auth, providerId: this.#session?.pid }
    try {
      const refusal = await refuse(this.#context, this.#facts, caller, options)
      return refusal && buildPrivateResponse(refusal)
    } catch (error) {
      return answerError(this.#context, this.#facts, error)
    }
  }

  explain(): Decision | undefined {
    return explainSession(this.#session)
  }
}
