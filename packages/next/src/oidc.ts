import type { Decision } from '@x/oidc-core'
import type { Auth, Authenticated, BearerOptions, ClosedGateOptions, Engine } from '@x/oidc-engine'
import type { GateOptions, OpenGateOptions } from '@x/oidc-engine'
import type { RequiredRoles } from '@x/oidc-engine/adapter'
import type { NextRequest } from 'next/server.js'

/** What Next.js hands to a route handler beside the request. */
export interface RouteContext<Params = Record<string, string | string[] | undefined>> {
  readonly params: Promise<Params>
}

/** A handler of requests: Next.js gives it the parameters of the route, and a gate adds who is calling. */
export type RouteHandler<Given> = (request: NextRequest, given: Given) => Response | Promise<Response>

type GatedRoute<Options, Given> = <Params = Record<string, string | string[] | undefined>>(
  options: Options,
  handler: RouteHandler<Given & RouteContext<Params>>,
) => RouteHandler<RouteContext<Params>>

/** OpenID Connect sign-in with mapped roles for the app router. */
export interface Oidc<Role extends string = string> {
  /** For `proxy.ts`: answers the sign-in and sign-out paths, renews sessions and tells pages their own address. */
  readonly proxy: (request: NextRequest) => Promise<Response>
  /** For an application without a proxy: route handlers that answer the sign-in and sign-out paths. */
  readonly handlers: Readonly<
    Record<'GET' | 'HEAD' | 'OPTIONS' | 'POST', (request: NextRequest) => Promise<Response>>
  >
  /** Who is calling, in a page, a layout or a server action. It is found out once per request. */
  readonly getAuth: () => Promise<Auth<Role>>
  /** Lets in who is signed in; everybody else is sent to the sign-in. */
  readonly requireUser: () => Promise<Authenticated<Role>>
  /** Lets in who has one of the roles, or all of `{ all }`: others get 403, who is not signed in as above. */
  readonly requireRole: (...roles: RequiredRoles<Role>) => Promise<Authenticated<Role>>
  /** A server action behind a gate, which answers as a page's does. */
  readonly action: <Args extends readonly unknown[], Result>(
    options: GateOptions<Role>,
    run: (auth: Authenticated<Role>, ...args: Args) => Result | Promise<Result>,
  ) => (...args: Args) => Promise<Result>
  /**
   * A route handler behind a gate. With `bearer` it lets in requests with an access token for this API; with
   * `{ optional: true }` everybody who sends none, too, and says who it is.
   */
  readonly route: GatedRoute<OpenGateOptions<Role>, Auth<Role>> &
    GatedRoute<ClosedGateOptions<Role>, Authenticated<Role>>
  /**
   * Names an API, in `auth.ts`: `route` takes it as it is, or with a role beside it. Mistakes show at the start, and the proxy
   * serves the metadata of the API before a route handler of it was asked for anything.
   * @throws OidcError `config_invalid` with every issue, unless pages are being built
   */
  readonly bearer: <const Api extends BearerOptions<Role>>(api: Api) => { readonly bearer: Api }
  /** The decision of the sign-in, with its trace, where `session.keep` has `'trace'`. */
  readonly explain: () => Promise<Decision<Role> | undefined>
  readonly engine: Engine<Role>
}
