import type { BearerContext } from './access/bearer/bearer-context.ts'
import type { SessionContext } from './sessions/session-context.ts'

/** Everything that requests share. It is made once, by `createEngine`. */
export interface EngineContext extends SessionContext, BearerContext {}
