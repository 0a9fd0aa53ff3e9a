import type { ProviderClients } from './provider/find-client.ts'
import type { SessionContext } from './session/session-context.ts'

/** Everything that the flows share. It is made once, by `createEngine`. */
export interface EngineContext extends SessionContext {
  readonly clients: ProviderClients
}
