import type { EngineContext } from '../engine-context.ts'
import type { Route } from '../http/routes.ts'
import type { HttpRequest } from '../http/request.ts'
import type { ProviderRegistry } from '../providers/provider.ts'

/** A request to one of the engine's own paths. */
export interface RouteContext extends Route {
  readonly request: HttpRequest
  /** Without the question mark. */
  readonly query: string
  /** The engine's cookies, and nobody else's. */
  readonly cookies: ReadonlyMap<string, string>
  /** What a provider found here serves stale is fetched anew once the request is answered. */
  readonly providers: Pick<ProviderRegistry, 'find'>
}

/** Answers one of the engine's own paths. What goes wrong is thrown, as `OidcError`. */
export type RouteHandler = (context: EngineContext, route: RouteContext) => Promise<Response>
