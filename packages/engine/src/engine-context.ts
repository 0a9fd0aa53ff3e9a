import type { ProofClaims } from './access/bearer/proof-claims.ts'
import type { ResourceRegistry } from './access/bearer/protected-resource.ts'
import type { CompleteClaims } from './distributed-claims/complete-claims.ts'
import type { ProviderClients } from './providers/registry.ts'
import type { CachedSecurityResolver, SecurityResolver } from './providers/security.ts'
import type { SessionContext } from './sessions/session-context.ts'

/** Everything that the flows share. It is made once, by `createEngine`. */
export interface EngineContext extends SessionContext {
  readonly clients: ProviderClients
  readonly security: SecurityResolver
  readonly recentSecurity: CachedSecurityResolver
  /** The APIs whose metadata are served. */
  readonly resources: ResourceRegistry
  /** The DPoP proofs that requests have used. */
  readonly proofs: ProofClaims
  /** By `providerId`. */
  readonly completions: ReadonlyMap<string, CompleteClaims | undefined>
}
