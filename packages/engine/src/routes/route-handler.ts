import type { EngineContext } from '../engine-context.ts'
import type { Route } from '../http/route-table.ts'
import type { HandleOptions } from '../http/wait-until.ts'
import type { HttpRequest } from '../http/request.ts'
import type { ProviderLoader } from '../providers/provider.ts'

/** A request to one of the engine's own paths. */
export interface RouteContext extends Route {
  readonly request: HttpRequest
  /** Without the question mark. */
  readonly query: string
  /** The engine's cookies only. */
  readonly cookies: ReadonlyMap<string, string>
  /** The functions of the platform for this request. */
  readonly handling: HandleOptions | undefined
  /** Answers that a provider of this registry serves stale are revalidated after the response. */
  readonly providers: ProviderLoader
}

/** Responds to one of the engine's own paths. Throws an `OidcError` on failure. */
export type RouteHandler = (context: EngineContext, route: RouteContext) => Promise<Response>
