import type { Decision } from '@x/oidc-core'
import type { Auth, Authenticated, BearerOptions, ClosedGateOptions, Engine } from '@x/oidc-engine'
import type {
  EndSessions,
  GateOptions,
  OpenGateOptions,
  PersonFetch,
  PersonTokens,
  RequireRole,
  RoleIn,
  UserTypes,
} from '@x/oidc-engine'
import type { NextFetchEvent, NextRequest } from 'next/server.js'
import type { OtherProxy } from './pass-request.ts'
import type { PagesRequest } from './read-request.ts'

/** The second argument that Next.js passes to a route handler: the parameters of the route. */
export interface RouteContext<Params = Record<string, string | string[] | undefined>> {
  /** The parameters of the route, as Next.js gives them. */
  readonly params: Promise<Params>
}

/** A handler of requests: Next.js passes the parameters of the route, and a gate adds the caller. */
export type RouteHandler<Given> = (request: NextRequest, given: Given) => Response | Promise<Response>

type GatedRoute<Options, Given> = <Params = Record<string, string | string[] | undefined>>(
  options: Options,
  handler: RouteHandler<Given & RouteContext<Params>>,
) => RouteHandler<RouteContext<Params>>

/** OpenID Connect sign-in with mapped roles for the app router. */
export interface Oidc<Types extends UserTypes = string> {
  /**
   * For `proxy.ts`: responds to the sign-in and sign-out paths, renews sessions, and passes each page its own address. With
   * another proxy as `next` all other requests go through it, and its rewrites, redirects, cookies and headers stay.
   * @example
   * export const proxy = (request: NextRequest) => oidc.proxy(request, createMiddleware(routing))
   */
  readonly proxy: (request: NextRequest, next?: OtherProxy | NextFetchEvent) => Promise<Response>
  /** For an application without a proxy: route handlers that respond to the sign-in and sign-out paths. */
  readonly handlers: Readonly<
    Record<'GET' | 'HEAD' | 'OPTIONS' | 'POST', (request: NextRequest) => Promise<Response>>
  >
  /**
   * The caller, in a page, a layout or a server action. It authenticates each request once.
   * @param request in the Pages Router, where Next.js gives the request as an argument: that of `getServerSideProps` or of an
   * API route
   */
  readonly getAuth: (request?: PagesRequest) => Promise<Auth<Types>>
  /** Admits signed-in users. Others are sent to the sign-in. */
  readonly requireUser: () => Promise<Authenticated<Types>>
  /** Admits users with one of the roles, or with all of `{ all }`. Others get 403; anonymous callers are sent to the sign-in. */
  readonly requireRole: RequireRole<RoleIn<Types>, Promise<Authenticated<Types>>>
  /** A server action behind a gate. The gate responds like the gate of a page. */
  readonly action: <Args extends readonly unknown[], Result>(
    options: GateOptions<RoleIn<Types>>,
    run: (auth: Authenticated<Types>, ...args: Args) => Result | Promise<Result>,
  ) => (...args: Args) => Promise<Result>
  /**
   * A route handler behind a gate. With `bearer` it admits requests with an access token for this API. With `{ optional: true }`,
   * it also admits requests without a token. The handler gets the caller.
   */
  readonly route: GatedRoute<OpenGateOptions<RoleIn<Types>>, Auth<Types>> &
    GatedRoute<ClosedGateOptions<RoleIn<Types>>, Authenticated<Types>>
  /**
   * Defines an API in `auth.ts`. Pass the result to `route`, with a role if one is required. Errors appear at the start, and the
   * proxy serves the metadata of the API before the first request to one of its route handlers.
   * @throws OidcError `config_invalid` with every issue, unless pages are being built
   */
  readonly bearer: <const Api extends BearerOptions<RoleIn<Types>>>(api: Api) => { readonly bearer: Api }
  /** The decision of the sign-in, with its trace, if `session.keep.trace` is set. */
  readonly explain: () => Promise<Decision<RoleIn<Types>> | undefined>
  /**
   * Reads the access token of the signed-in person, for requests to other APIs. It is refreshed first if it expires within half a minute,
   * by the proxy, a route handler of `route` and a server action of `action`. A page cannot write cookies, so it never refreshes: without
   * the proxy in front, it gets `tokens_unavailable` when the access token has expired.
   *
   * If `route` gets the error, it responds 401 or 503. `action` sends a person without tokens to the sign-in.
   * @param request in the Pages Router, as for `getAuth`
   * @throws OidcError `tokens_unavailable` for a caller without a session; the error of the provider if the token has expired and cannot
   *   be refreshed now
   * @throws TypeError if no session of the application keeps tokens
   */
  readonly tokens: (request?: PagesRequest) => Promise<PersonTokens>
  /**
   * Creates a function like `fetch` that sends requests to one origin with the access token of the signed-in person. It refuses every other
   * origin and follows no redirect. It rejects like `tokens`.
   * @param origin of the API, such as `https://api.example.com`
   * @param request in the Pages Router, as for `getAuth`
   * @throws TypeError if that is no origin, or http on a host other than loopback
   */
  readonly fetchAs: (origin: string, request?: PagesRequest) => PersonFetch
  /**
   * Ends all sessions of a person, or those of one session at the provider, in all processes, before their next request. Returns their
   * number, or undefined for sessions in cookies.
   * @throws TypeError for a wrong value, and if there is neither `session.store` nor `replayStore`
   * @throws OidcError `session_store_unavailable`
   */
  readonly endSessions: EndSessions
  /**
   * The engine of the adapter, for features that the adapter does not offer, such as custom gates. Its `config` contains secrets.
   */
  readonly engine: Engine<Types>
}
