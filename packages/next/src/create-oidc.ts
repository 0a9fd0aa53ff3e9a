import type { Decision, RolesOf } from '@x/oidc-core'
import {
  buildPrivateResponse,
  buildRoleGate,
  createEngine,
  type Auth,
  type Authenticated,
  type Engine,
  type EngineOptions,
  type GateOptions,
  type RequiredRoles,
} from '@x/oidc-engine'
import { NextResponse, type NextRequest } from 'next/server.js'
import { cache } from 'react'
import { pageUrlHeader, readPageFacts } from './read-page-facts.ts'
import { refusePage } from './refuse-page.ts'
import { readFacts } from './read-facts.ts'

/** What Next.js hands to a route handler. */
export interface RouteContext<Params> {
  readonly params: Promise<Params>
}

type Handler<Given, Params> = (
  request: NextRequest,
  given: Given & RouteContext<Params>,
) => Response | Promise<Response>

type RouteHandler<Params> = (request: NextRequest, context: RouteContext<Params>) => Promise<Response>

type AnyParams = Record<string, string | string[] | undefined>

/** OpenID Connect sign-in with mapped roles for the app router. */
export interface Oidc<Role extends string = string> {
  /** For `proxy.ts`: answers the sign-in and sign-out paths, renews sessions, and tells each page its own address. */
  readonly proxy: (request: NextRequest) => Promise<Response>
  /** For an application without a proxy: route handlers that answer the sign-in and sign-out paths. */
  readonly handlers: Readonly<Record<'GET' | 'HEAD' | 'POST', (request: NextRequest) => Promise<Response>>>
  /** Who is calling. It is found out once per request. */
  readonly getAuth: () => Promise<Auth<Role>>
  /** Lets in who is signed in; everybody else is sent to the sign-in. */
  readonly requireUser: () => Promise<Authenticated<Role>>
  /** Lets in who has one of the roles, or all of `{ all }`: who lacks them gets 403, who is not signed in as above. */
  readonly requireRole: (...roles: RequiredRoles<Role>) => Promise<Authenticated<Role>>
  /** Puts a gate into a server action: whoever is not let through is answered as by a page. */
  readonly action: <Args extends readonly unknown[], Result>(
    options: GateOptions<Role>,
    run: (auth: Authenticated<Role>, ...args: Args) => Result | Promise<Result>,
  ) => (...args: Args) => Promise<Result>
  /** Puts a gate into a route handler. With `{ optional: true }` it lets everybody in, and says who it is. */
  readonly route: {
    <Params = AnyParams>(
      options: { readonly optional: true },
      handler: Handler<Auth<Role>, Params>,
    ): RouteHandler<Params>
    <Params = AnyParams>(
      options: GateOptions<Role> & { readonly optional?: never },
      handler: Handler<Authenticated<Role>, Params>,
    ): RouteHandler<Params>
  }
  /** The decision of the sign-in, with its trace, where `session.keep` has `'trace'`. */
  readonly explain: () => Promise<Decision<Role> | undefined>
  readonly engine: Engine<Role>
}

/**
 * Creates the adapter. It makes no request: providers are asked when they are needed.
 * @throws OidcError `config_invalid` with every issue
 */
export function createOidc<const Options extends EngineOptions>(options: Options): Oidc<RolesOf<Options>> {
  return adapt(createEngine(options))
}

function adapt<Role extends string>(engine: Engine<Role>): Oidc<Role> {
  const readCaller = cache(async () => engine.authenticate(await readPageFacts()))

  async function requirePage(options: GateOptions<Role>): Promise<Authenticated<Role>> {
    const { auth, refuse } = await readCaller()
    refusePage(await refuse(options))
    return auth as Authenticated<Role>
  }

  const answer = (request: NextRequest): Promise<Response | undefined> => engine.handle(readFacts(request))

  const handle = async (request: NextRequest): Promise<Response> =>
    (await answer(request)) ?? new Response('Not Found', { status: 404 })

  return {
    engine,
    async proxy(request) {
      const answered = await answer(request)
      if (answered !== undefined) return answered
      const headers = new Headers(request.headers)
      headers.set(pageUrlHeader, request.url)
      const passed = NextResponse.next({ request: { headers } })
      const { setCookies } = await engine.authenticate(request)
      return setCookies.length === 0 ? passed : buildPrivateResponse(passed, setCookies)
    },
    handlers: { GET: handle, HEAD: handle, POST: handle },
    getAuth: async () => (await readCaller()).auth,
    requireUser: () => requirePage({}),
    requireRole: (...roles) => requirePage(buildRoleGate(roles)),
    action:
      (options, run) =>
      async (...args) =>
        run(await requirePage(options), ...args),
    route:
      <Params>(options: GateOptions<Role> & { readonly optional?: true }, handler: Handler<never, Params>) =>
      async (request: NextRequest, { params }: RouteContext<Params>) => {
        const given = (auth: Auth<Role>) => ({ ...auth, params }) as never
        if (options.optional === true) {
          const { auth, setCookies } = await engine.authenticate(request)
          return buildPrivateResponse(await handler(request, given(auth)), setCookies)
        }
        const gate = await engine.gate(request, options)
        return gate.response ?? gate.finish(await handler(request, given(gate.auth)))
      },
    explain: async () => (await readCaller()).explain(),
  }
}
