import {
  type ClosedGateOptions,
  createEngine,
  defineGate,
  type Engine,
  type EngineOptions,
  type OpenGateOptions,
  type RoleIn,
  type UserTypes,
  type UserTypesOf,
} from '@x/oidc-engine'
import {
  buildRoleGate,
  buildTokensErrorResponse,
  createEmitter,
  type RequiredRoles,
} from '@x/oidc-engine/adapter'
import { after, type NextRequest } from 'next/server.js'
import { checkBasePath, checkRuntime, isBuilding, reportAtStart } from './check-application.ts'
import type { Oidc, RouteContext, RouteHandler } from './oidc.ts'
import { createPageAuth } from './page-auth.ts'
import { handleProxy, handleRoute } from './proxy.ts'
import { awaitRequest, readRouteRequest } from './read-request.ts'
import { markRedirect } from './refuse-page.ts'
import { createRequestScope, type RequestScope } from './request-scope.ts'

/**
 * Creates the adapter. It sends no request before one is needed. During `next build`, when secrets are not available,
 * it checks no configuration.
 * @throws OidcError `config_invalid` with every issue
 * @throws Error on the Edge runtime, or if `basePath` of next.config is not the path of `baseUrl`
 */
export function createOidc<const Options extends EngineOptions>(
  options: Options,
): Oidc<UserTypesOf<Options>> {
  type Types = UserTypesOf<Options>
  let engine: Engine<Types> | undefined
  // The proxy, the pages and the route handlers each load their own instance of every module, so their engines share memory.
  const getEngine = (): Engine<Types> => (engine ??= createCheckedEngine(options))
  checkRuntime()
  if (!isBuilding()) {
    try {
      getEngine()
    } catch (error) {
      reportAtStart(error)
      throw error
    }
  }

  const scope = createRequestScope(() => getEngine().config)
  const page = createPageAuth(getEngine, scope, createEmitter(options))
  const handle = (request: NextRequest): Promise<Response> => handleRoute(getEngine(), request)

  return {
    get engine() {
      return getEngine()
    },
    // Next.js itself passes an event as the second argument.
    proxy: (request, next) =>
      handleProxy(getEngine(), request, typeof next === 'function' ? next : undefined),
    handlers: { GET: handle, HEAD: handle, OPTIONS: handle, POST: handle },
    getAuth: page.getAuth,
    requireUser: () => page.require(defineGate({})),
    requireRole: (...roles: RequiredRoles<RoleIn<Types>>) => page.require(buildRoleGate(roles)),
    action: (gateOptions, run) => {
      const gate = defineGate(gateOptions)
      return (...args) => page.runAction(gate, (auth) => run(auth, ...args))
    },
    route: createRoute(getEngine, scope),
    bearer: (bearer) => {
      if (!isBuilding()) getEngine().bearer(bearer)
      return { bearer }
    },
    explain: page.explain,
    tokens: page.tokens,
    fetchAs: page.fetchAs,
    endSessions: (which) => getEngine().endSessions(which),
  }
}

function createCheckedEngine<const Options extends EngineOptions>(
  options: Options,
): Engine<UserTypesOf<Options>> {
  const engine = createEngine(options, {}, { shared: true })
  checkBasePath(engine.config.baseUrl)
  return engine
}

function createRoute<Types extends UserTypes>(
  getEngine: () => Engine<Types>,
  scope: RequestScope,
): Oidc<Types>['route'] {
  return <Params>(
    options: OpenGateOptions<RoleIn<Types>> | ClosedGateOptions<RoleIn<Types>>,
    handler: RouteHandler<never>,
  ) => {
    const gate = defineGate<RoleIn<Types>>(options)
    return async (request: NextRequest, { params }: RouteContext<Params>) => {
      await awaitRequest()
      const { config, gate: passGate } = getEngine()
      const received = readRouteRequest(request, config.baseUrl)
      const passed = await passGate(received, gate, { waitUntil: after })
      if (passed.response !== undefined) return markRedirect(passed.response)
      const { auth, fetchAs, finish, tokens } = passed
      try {
        // A copy has no functions.
        const given = Object.defineProperty({ ...auth, params }, 'hasRole', { value: auth.hasRole }) as never
        return finish(await scope.run({ fetchAs, tokens }, () => handler(request, given)))
      } catch (error) {
        const response = buildTokensErrorResponse(error)
        if (response === undefined) throw error
        return finish(response)
      }
    }
  }
}
