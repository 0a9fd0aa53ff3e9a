import type { OidcConfig } from '@x/oidc-core'
import type { CookieNames } from '../cookies/cookie-names.ts'
import type { RouteTable } from '../http/create-route-table.ts'
import type { Ports } from '../ports.ts'
import type { Sealer } from '../sealing/create-sealer.ts'
import type { UsedTransactions } from './create-used-transactions.ts'

/** What is needed to read and write what a browser keeps for us. Nothing in it belongs to one request. */
export interface SessionContext {
  readonly config: OidcConfig
  readonly ports: Ports
  readonly routes: RouteTable
  readonly names: CookieNames
  readonly sealer: Sealer
  readonly used: UsedTransactions
}
