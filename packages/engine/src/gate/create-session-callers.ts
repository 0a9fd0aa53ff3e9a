import type { EngineContext } from '../engine-context.ts'
import { answerError } from '../http/answer-error.ts'
import { buildPrivateResponse } from '../http/build-private-response.ts'
import { readRequestFacts, type RequestFacts } from '../http/request-facts.ts'
import { explainSession } from '../session/explain-session.ts'
import { createSessionRecall } from '../session/create-session-recall.ts'
import { readCookies, readSession, type SessionReading } from '../session/read-session.ts'
import type { Caller } from './caller.ts'
import { admits, refuse } from './refuse.ts'

/** Finds out who is calling by the session. */
export interface SessionCallers {
  readonly authenticate: (request: Request | RequestFacts) => Promise<Caller>
  /** The same at once, where nothing has to be opened or written for it; undefined where it takes `authenticate`. */
  readonly recall: (request: Request | RequestFacts) => Caller | undefined
}

/** Creates what finds out who is calling by the session. */
export function createSessionCallers(context: EngineContext): SessionCallers {
  const recallSession = createSessionRecall(context)

  function buildCaller(facts: RequestFacts, { auth, session, setCookies }: SessionReading): Caller {
    return {
      auth,
      setCookies,
      admits: (options = {}) => admits(options, auth),
      refuse: async (options = {}) => {
        try {
          const refusal = await refuse(context, facts, { auth, providerId: session?.pid }, options)
          return refusal && buildPrivateResponse(refusal)
        } catch (error) {
          return answerError(context, facts, error)
        }
      },
      explain: () => explainSession(session),
    }
  }

  return {
    async authenticate(request) {
      const facts = pickFacts(request)
      return buildCaller(facts, await readSession(context, readCookies(context, facts)))
    },
    recall(request) {
      const facts = pickFacts(request)
      const reading = recallSession(facts)
      return reading && buildCaller(facts, reading)
    },
  }
}

/** What is kept as long as the request must not lead back to it: `AnswerMarks` says why. So the peer is left out. */
function pickFacts(request: Request | RequestFacts): RequestFacts {
  const { method, url, header } = readRequestFacts(request)
  return { method, url, header }
}
