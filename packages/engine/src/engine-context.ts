import type { BearerContext } from './access/bearer/bearer-context.ts'
import type { SessionContext } from './sessions/session-context.ts'

/** Everything that requests share. `createEngine` makes it once. */
export interface EngineContext extends SessionContext, BearerContext {}
