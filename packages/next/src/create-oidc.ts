import type { RolesOf } from '@x/oidc-core'
import {
  type Authenticated,
  buildPrivateResponse,
  type RequestAuth,
  type ClosedGateOptions,
  createEngine,
  defineGate,
  type Engine,
  type EngineOptions,
  type GateOptions,
  type OpenGateOptions,
} from '@x/oidc-engine'
import {
  answerForbidden,
  answerStaleRedirect,
  buildForbiddenUrl,
  buildRoleGate,
  guardLog,
} from '@x/oidc-engine/adapter'
import { after, connection, NextResponse, type NextRequest } from 'next/server.js'
import { cache } from 'react'
import type { Oidc, RouteContext, RouteHandler } from './oidc.ts'
import { pageUrlHeader, readRequest, readPageRequest } from './read-request.ts'
import { markRedirect, refusePage } from './refuse-page.ts'

const cookiesLost = {
  level: 'warning',
  code: 'session_cookies_lost',
  message: 'A page cannot write cookies, so a session was not renewed: let proxy.ts run before every page.',
} as const

/**
 * Creates the adapter. It makes no request: providers are asked when they are needed. During `next build`, when secrets are
 * not there yet, nothing is checked.
 * @throws OidcError `config_invalid` with every issue
 */
export function createOidc<const Options extends EngineOptions>(options: Options): Oidc<RolesOf<Options>> {
  let engine: Engine<RolesOf<Options>> | undefined
  // The proxy, the pages and the route handlers have an instance of every module each.
  const getEngine = (): Engine<RolesOf<Options>> => (engine ??= createEngine(options, {}, { shared: true }))
  if (!isBuilding()) getEngine()
  return adapt(getEngine, guardLog(options.log ?? console.warn))
}

const isBuilding = (): boolean => process.env['NEXT_PHASE'] === 'phase-production-build'

function adapt<Role extends string>(
  getEngine: () => Engine<Role>,
  log: (event: typeof cookiesLost) => void,
): Oidc<Role> {
  let isToldOfLoss = false

  const readCaller = cache(async () => {
    const facts = await readPageRequest()
    const caller = await getEngine().authenticate(facts)
    if (caller.setCookies.length > 0 && facts.url === '' && !isToldOfLoss) {
      isToldOfLoss = true
      log(cookiesLost)
    }
    return { caller, returnTo: facts.url }
  })

  /** Its gate writes the log, and no page can show its answer. */
  async function failPage(caller: Pick<RequestAuth, 'authorize'>): Promise<never> {
    await caller.authorize()
    throw new Error('It could not be found out who is calling: the log says why.')
  }

  async function requirePage(gate: GateOptions<Role>, isAction = false): Promise<Authenticated<Role>> {
    const { caller, returnTo } = await readCaller()
    refusePage(await caller.authorize(gate), buildForbiddenUrl(getEngine().config, returnTo), isAction)
    return caller.auth as Authenticated<Role>
  }

  /** Answers one of the engine's own paths, and the one where a page sends whoever lacks a role. */
  async function answer(request: NextRequest): Promise<Response | undefined> {
    const facts = readRequest(request)
    const engine = getEngine()
    const ours = (await answerForbidden(engine, facts)) ?? (await answerStaleRedirect(engine, facts))
    return ours ?? engine.handle(facts, { waitUntil: after })
  }

  async function handle(request: NextRequest): Promise<Response> {
    await connection()
    return (await answer(request)) ?? new Response('Not Found', { status: 404 })
  }

  async function proxy(request: NextRequest): Promise<Response> {
    const answered = await answer(request)
    if (answered !== undefined) return answered
    const headers = new Headers(request.headers)
    headers.set(pageUrlHeader, request.url)
    const passed = NextResponse.next({ request: { headers } })
    // An asset that carried a cookie could not be cached.
    if (request.nextUrl.pathname.startsWith('/_next/')) return passed
    const { setCookies } = await getEngine().authenticate(request)
    // Of all that is here to set headers, the proxy alone is heard after `headers()` of next.config, and it does not see
    // which answers depend on the caller.
    const isPrivate = setCookies.length > 0 || getEngine().hasCredentials(request)
    return isPrivate ? buildPrivateResponse(passed, setCookies) : passed
  }

  const route: Oidc<Role>['route'] = <Params>(
    options: OpenGateOptions<Role> | ClosedGateOptions<Role>,
    handler: RouteHandler<never>,
  ) => {
    const gate = defineGate<Role>(options)
    return async (request: NextRequest, { params }: RouteContext<Params>) => {
      // Nothing is known of a caller while pages are built.
      await connection()
      const passed = await getEngine().gate(request, gate, { waitUntil: after })
      if (passed.response !== undefined) return markRedirect(passed.response)
      return passed.finish(await handler(request, { ...passed.auth, params } as never))
    }
  }

  return {
    get engine() {
      return getEngine()
    },
    proxy,
    handlers: { GET: handle, HEAD: handle, OPTIONS: handle, POST: handle },
    getAuth: async () => {
      const { caller } = await readCaller()
      // A page for strangers would say that nobody is signed in.
      if (caller.isFailed === true) await failPage(caller)
      return caller.auth
    },
    requireUser: () => requirePage(defineGate({})),
    requireRole: (...roles) => requirePage(buildRoleGate(roles)),
    action: (options, run) => {
      const gate = defineGate(options)
      return async (...args) => run(await requirePage(gate, true), ...args)
    },
    route,
    bearer: (bearer) => {
      if (!isBuilding()) getEngine().bearer(bearer)
      return { bearer }
    },
    explain: async () => (await readCaller()).caller.explain(),
  }
}
