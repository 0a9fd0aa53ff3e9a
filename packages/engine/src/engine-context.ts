import type { ProofClaims } from './access/bearer/proof-claims.ts'
import type { ResourceRegistry } from './access/bearer/protected-resource.ts'
import type { SessionContext } from './sessions/session-context.ts'

/** Everything that requests share. It is made once, by `createEngine`. */
export interface EngineContext extends SessionContext {
  /** The APIs whose metadata are served. */
  readonly resources: ResourceRegistry
  /** The DPoP proofs that requests have used. */
  readonly proofs: ProofClaims
}
