import type { OidcConfig } from '@x/oidc-core'
import type { Sealer } from '../../crypto/seal.ts'
import type { RouteTable } from '../../http/route-table.ts'
import type { PageWriter } from '../../pages/page-writer.ts'
import type { Ports } from '../../ports.ts'
import type { ProviderRegistry } from '../../providers/provider.ts'
import type { RefusalMemory } from '../report-refusal.ts'
import type { ProofClaims } from './claim-proof.ts'
import type { ResourceRegistry } from './protected-resource.ts'
import type { TokenCaches } from './token-caches.ts'

/** The parts of the engine that bearer authentication needs. It has no data of a single request. */
export interface BearerContext {
  readonly config: OidcConfig
  readonly ports: Ports
  readonly providers: ProviderRegistry
  /** Whether the application finds a provider by the issuer of a token. Only for providers that a function finds. */
  readonly findsByIssuer: boolean
  readonly routes: RouteTable
  readonly pages: PageWriter
  readonly sealer: Sealer
  /** The APIs whose metadata the engine serves. */
  readonly resources: ResourceRegistry
  /** The refusals that were logged. */
  readonly refusals: RefusalMemory
  /** The DPoP proofs that requests have used. */
  readonly proofs: ProofClaims
  readonly tokenCaches: TokenCaches
}
