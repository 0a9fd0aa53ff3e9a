import type { OidcConfig } from '@x/oidc-core'
import type { RefusalMemory } from '../access/report-refusal.ts'
import type { ReplayStore } from '../cache/replay-store.ts'
import type { CookieTable } from '../cookies/table.ts'
import type { RouteTable } from '../http/route-table.ts'
import type { PageWriter } from '../pages/page-writer.ts'
import type { Ports } from '../ports.ts'
import type { Sealer } from '../crypto/seal.ts'
import type { ProviderRegistry } from '../providers/provider.ts'
import type { BrowserSessions } from './browser-sessions.ts'
import type { SessionRefresher } from './refresh/session-refresher.ts'
import type { LatestSessions } from './latest-sessions.ts'

/** The parts of the engine that the cookies of sign-ins and sessions need. It has no data of a single request. */
export interface SessionContext {
  readonly config: OidcConfig
  readonly ports: Ports
  readonly providers: ProviderRegistry
  readonly routes: RouteTable
  readonly pages: PageWriter
  readonly names: CookieTable
  readonly sealer: Sealer
  readonly sessions: BrowserSessions
  readonly refresher: SessionRefresher
  /** Whether sessions keep the tokens of people. */
  readonly keepsTokens: boolean
  /** Undefined unless tokens are kept in cookies. */
  readonly latest: LatestSessions | undefined
  /** The refusals that were logged. */
  readonly refusals: RefusalMemory
  /** The transactions that callbacks have used. */
  readonly transactions: ReplayStore
}
