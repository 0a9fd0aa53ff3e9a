import type { ProofClaims } from './bearer/create-proof-claims.ts'
import type { ResourceRegistry } from './bearer/create-resource-registry.ts'
import type { CompleteClaims } from './overage/complete-claims.ts'
import type { ProviderClients } from './provider/find-client.ts'
import type { RecentSecurityResolver } from './security/create-recent-security.ts'
import type { SecurityResolver } from './security/create-security-resolver.ts'
import type { SessionContext } from './session/session-context.ts'

/** Everything that the flows share. It is made once, by `createEngine`. */
export interface EngineContext extends SessionContext {
  readonly clients: ProviderClients
  readonly security: SecurityResolver
  readonly recentSecurity: RecentSecurityResolver
  /** The APIs whose metadata are served. */
  readonly resources: ResourceRegistry
  /** The DPoP proofs that requests have used. */
  readonly proofs: ProofClaims
  /** By `providerId`. */
  readonly completions: ReadonlyMap<string, CompleteClaims | undefined>
}
