import type { Decision } from '@x/oidc-core'
import type { EngineContext } from '../engine-context.ts'
import { answerError } from '../http/error-response.ts'
import { buildPrivateResponse } from '../http/private-headers.ts'
import { type HttpRequest, readHttpRequest } from '../http/request.ts'
import { explainSession } from '../sessions/explain-session.ts'
import { readCookies, readSession, type SessionReading } from '../sessions/authenticate.ts'
import { createSessionCache } from '../sessions/session-cache.ts'
import type { Auth } from './auth.ts'
import type { Caller } from './caller.ts'
import type { GateOptions } from './gate.ts'
import { admits, refuse } from './authorize.ts'
import { FailedCaller } from './failed-caller.ts'

/** Whoever the session of a request belongs to. A class, because one is made for every request. */
class SessionCaller implements Caller {
  readonly auth: Auth
  readonly setCookies: readonly string[]
  readonly #context: EngineContext
  readonly #request: HttpRequest
  readonly #session: SessionReading['session']

  constructor(context: EngineContext, request: HttpRequest, { auth, setCookies, session }: SessionReading) {
    this.auth = auth
    this.setCookies = setCookies
    this.#context = context
    this.#request = request
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
      const refusal = await refuse(this.#context, this.#request, caller, options)
      return refusal && buildPrivateResponse(refusal)
    } catch (error) {
      return answerError(this.#context, this.#request, error)
    }
  }

  explain(): Decision | undefined {
    return explainSession(this.#session)
  }
}

/** Finds out who is calling by the session. */
export interface SessionCallers {
  /** Never rejects: see `Caller.isFailed`. */
  readonly authenticate: (received: Request | HttpRequest) => Promise<Caller>
  /** The same at once, where nothing has to be opened or written for it; undefined where it takes `authenticate`. Never throws. */
  readonly recall: (received: Request | HttpRequest) => Caller | undefined
}

/** Creates what finds out who is calling by the session. */
export function createSessionCallers(context: EngineContext): SessionCallers {
  const recallSession = createSessionCache(context)
  return {
    async authenticate(received) {
      try {
        const request = readHttpRequest(received)
        return new SessionCaller(context, request, await readSession(context, readCookies(context, request)))
      } catch (error) {
        return new FailedCaller(() => answerError(context, received, error))
      }
    },
    recall(received) {
      try {
        const request = readHttpRequest(received)
        const reading = recallSession(request)
        return reading && new SessionCaller(context, request, reading)
      } catch {
        // `authenticate` meets the same error, and answers it.
        return undefined
      }
    },
  }
}
