import type { EngineContext } from '../engine-context.ts'
import type { Route } from '../http/create-route-table.ts'
import type { RequestFacts } from '../http/request-facts.ts'

/** A request to one of the engine's own paths. */
export interface Visit {
  readonly facts: RequestFacts
  readonly route: Route
  /** Without the question mark. */
  readonly query: string
  /** The engine's cookies, and nobody else's. */
  readonly cookies: ReadonlyMap<string, string>
}

/** Answers one of the engine's own paths. What goes wrong is thrown, as `OidcError`. */
export type Flow = (context: EngineContext, visit: Visit) => Promise<Response>
