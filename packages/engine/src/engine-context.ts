import type { OidcConfig } from '@x/oidc-core'
import type { CookieNames } from './cookies/cookie-names.ts'
import type { RouteTable } from './http/create-route-table.ts'
import type { Ports } from './ports.ts'
import type { ProviderClient } from './provider/create-provider-client.ts'
import type { Sealer } from './sealing/create-sealer.ts'
import type { UsedTransactions } from './session/create-used-transactions.ts'

/** Everything that the flows share. It is made once, by `createEngine`, and nothing in it belongs to one request. */
export interface EngineContext {
  readonly config: OidcConfig
  readonly ports: Ports
  readonly clients: ReadonlyMap<string, ProviderClient>
  readonly sealer: Sealer
  readonly names: CookieNames
  readonly routes: RouteTable
  readonly used: UsedTransactions
}
