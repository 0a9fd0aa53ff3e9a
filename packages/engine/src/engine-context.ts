import type { BearerContext } from './access/bearer/bearer-context.ts'
import type { ReplayStore } from './cache/replay-store.ts'
import type { SharedOutcomes } from './cache/shared-outcomes.ts'
import type { RecordedResponse } from './http/recorded-response.ts'
import type { SessionContext } from './sessions/session-context.ts'

/** Everything that requests share. `createEngine` makes it once. */
export interface EngineContext extends SessionContext, BearerContext {
  /** The responses to callbacks, for a browser that sends one twice. */
  readonly callbacks: SharedOutcomes<RecordedResponse>
  /** The logout tokens that were used. */
  readonly logoutClaims: ReplayStore
  /** Whether sessions can be ended that no request brings: there is a store, or a list of logouts. */
  readonly canEndSessions: boolean
}
