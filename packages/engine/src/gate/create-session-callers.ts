import type { EngineContext } from '../engine-context.ts'
import { answerError } from '../http/answer-error.ts'
import { readRequestFacts, type RequestFacts } from '../http/request-facts.ts'
import { createSessionRecall } from '../session/create-session-recall.ts'
import { readCookies, readSession } from '../session/read-session.ts'
import type { Caller } from './caller.ts'
import { FailedCaller } from './failed-caller.ts'
import { SessionCaller } from './session-caller.ts'

/** Finds out who is calling by the session. */
export interface SessionCallers {
  /** Never rejects: see `Caller.isFailed`. */
  readonly authenticate: (request: Request | RequestFacts) => Promise<Caller>
  /** The same at once, where nothing has to be opened or written for it; undefined where it takes `authenticate`. Never throws. */
  readonly recall: (request: Request | RequestFacts) => Caller | undefined
}

/** Creates what finds out who is calling by the session. */
export function createSessionCallers(context: EngineContext): SessionCallers {
  const recallSession = createSessionRecall(context)
  return {
    async authenticate(request) {
      try {
        const facts = readRequestFacts(request)
        return new SessionCaller(context, facts, await readSession(context, readCookies(context, facts)))
      } catch (error) {
        return new FailedCaller(() => answerError(context, request, error))
      }
    },
    recall(request) {
      try {
        const facts = readRequestFacts(request)
        const reading = recallSession(facts)
        return reading && new SessionCaller(context, facts, reading)
      } catch {
        // `authenticate` meets the same error, and answers it.
        return undefined
      }
    },
  }
}
