import { checkOidcConfig, defineOidcConfig, type Decision, type OidcConfig, type RolesOf } from '@x/oidc-core'
import { createCookieNames } from './cookies/cookie-names.ts'
import type { EngineContext } from './engine-context.ts'
import type { EngineOptions } from './engine-options.ts'
import { routeVisit } from './flows/route-visit.ts'
import type { GateOptions } from './gate/gate-options.ts'
import { refuse } from './gate/refuse.ts'
import { answerError } from './http/answer-error.ts'
import { buildPrivateResponse } from './http/build-private-response.ts'
import { createRouteTable } from './http/create-route-table.ts'
import { readRequestFacts, type RequestFacts } from './http/request-facts.ts'
import { splitUrl } from './http/split-url.ts'
import { defaultPorts, guardLog, type Ports } from './ports.ts'
import { createProviderClient } from './provider/create-provider-client.ts'
import { createSealer } from './sealing/create-sealer.ts'
import { createSecurityResolver } from './security/create-security-resolver.ts'
import { separateSecurity } from './security/separate-security.ts'
import type { Auth, Authenticated } from './session/auth.ts'
import { createUsedTransactions } from './session/create-used-transactions.ts'
import { explainSession } from './session/explain-session.ts'
import { readCookies, readSession } from './session/read-session.ts'
import { shareMemory } from './share-memory.ts'

/** Who is calling, as the cookies of a request say, and what can be made of it. For adapters. */
export interface Caller<Role extends string = string> {
  readonly auth: Auth<Role>
  /** Values of `Set-Cookie` headers that the answer has to carry. */
  readonly setCookies: readonly string[]
  /** Answers a caller whom a gate does not let through; undefined for one whom it does. Never rejects. */
  readonly refuse: (options?: GateOptions<Role>) => Promise<Response | undefined>
  /** The decision of the sign-in, with its trace, where `session.keep` has `'trace'`. */
  readonly explain: () => Decision<Role> | undefined
}

/** Either the answer of a caller who is not let through, or who the caller is. */
export type Gate<Role extends string = string> =
  | { readonly response: Response; readonly auth?: never; readonly finish?: never }
  | {
      readonly response?: never
      readonly auth: Authenticated<Role>
      /** Adds to the application's answer what the session needs: cookies, `Cache-Control`, `Vary`. */
      readonly finish: (response: Response) => Response
    }

/** What a platform offers to a request that it handles. */
export interface HandleOptions {
  /**
   * Keeps work alive when the client hangs up or the answer is out. Where a platform ends it with the request, as workerd
   * does, a sign-in under way is finished with it and what is known of a provider renewed. It may throw where there is none.
   */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined
}

/** How an engine lives in its process. For adapters. */
export interface EngineMemory {
  /**
   * Whether engines of this process with the same configuration have one memory: of providers, of opened cookies and of
   * used transactions. For frameworks that load a module several times in one process. @default false
   */
  readonly shared?: boolean
}

/** Sign-in, sessions and gates as functions from a request to a Web `Response`. */
export interface Engine<Role extends string = string> {
  /** Where `security` is a function, an empty one stands in its place, by which nobody is admitted. */
  readonly config: OidcConfig<Role>
  /** Whether `handle` answers a URL. It compares strings and may be asked on every request. */
  readonly handles: (url: string) => boolean
  /** Answers a request to one of the engine's own paths; undefined for every other. Never rejects. */
  readonly handle: (request: Request | RequestFacts, options?: HandleOptions) => Promise<Response | undefined>
  /** Lets a caller through, or answers why not. */
  readonly gate: (request: Request | RequestFacts, options?: GateOptions<Role>) => Promise<Gate<Role>>
  readonly authenticate: (request: Request | RequestFacts) => Promise<Caller<Role>>
}

/**
 * Creates an engine. It makes no request, sets no timer and draws no randomness: providers are asked when they are
 * needed, so that an application starts while they are down.
 * @throws OidcError `config_invalid` with every issue
 */
export function createEngine<const Options extends EngineOptions>(
  options: Options,
  ports: Partial<Ports> = {},
  memory: EngineMemory = {},
): Engine<RolesOf<Options>> {
  // At run time roles are strings; which ones, only the compiler knows.
  return createUntypedEngine(createContext(options, ports, memory)) as unknown as Engine<RolesOf<Options>>
}

function createUntypedEngine(context: EngineContext): Engine {
  const { config, routes } = context

  async function authenticate(request: Request | RequestFacts): Promise<Caller> {
    const facts = readRequestFacts(request)
    const { auth, session, setCookies } = await readSession(context, readCookies(context, facts))
    return {
      auth,
      setCookies,
      refuse: async (options = {}) => {
        try {
          const refusal = await refuse(context, facts, { auth, providerId: session?.pid }, options)
          return refusal && buildPrivateResponse(refusal)
        } catch (error) {
          return answerError(context, facts, error)
        }
      },
      explain: () => explainSession(session),
    }
  }

  return {
    config,
    authenticate,
    handles: (url) => routes.match(splitUrl(url).path) !== undefined,
    async handle(request, { waitUntil } = {}) {
      const { path, query } = splitUrl(request.url)
      const route = routes.match(path)
      if (route === undefined) return undefined
      const facts = readRequestFacts(request)
      const answer = routeVisit(context, { facts, route, query, cookies: readCookies(context, facts) })
      const renewal = Promise.allSettled([answer]).then(() =>
        Promise.all([...context.clients.values()].map((client) => client.renew())),
      )
      try {
        waitUntil?.(renewal)
      } catch {
        // A platform that offers none does without: the work goes on as long as it lets it.
      }
      return answer
    },
    async gate(request, options = {}) {
      const { auth, setCookies, refuse } = await authenticate(request)
      const response = await refuse(options)
      if (response !== undefined) return { response: buildPrivateResponse(response, setCookies) }
      return { auth: auth as Authenticated, finish: (answer) => buildPrivateResponse(answer, setCookies) }
    },
  }
}

function createContext(
  options: EngineOptions,
  given: Partial<Ports>,
  { shared = false }: EngineMemory,
): EngineContext {
  const security = separateSecurity(options)
  const config = defineOidcConfig(security.options)
  const unguarded: Ports = {
    ...defaultPorts,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    ...(options.log === undefined ? {} : { log: options.log }),
    ...given,
  }
  const ports: Ports = { ...unguarded, log: guardLog(unguarded.log) }
  // Only warnings are left: `defineOidcConfig` throws for errors.
  for (const { code, message, path } of checkOidcConfig(security.options)) {
    ports.log({ level: 'warning', code, message: `${path.join('.')} ${message}` })
  }
  const { pathname, protocol } = new URL(config.baseUrl)
  const remember: typeof shareMemory = (part, identity, create) =>
    shared ? shareMemory(part, identity, create) : create()
  return {
    config,
    ports,
    // What one `fetch` brought says nothing about another's provider.
    clients: remember(
      'clients',
      [config, options.fetch, given],
      () =>
        new Map(
          config.providers.map((provider) => [provider.providerId, createProviderClient(provider, ports)]),
        ),
    ),
    sealer: remember('sealer', [config], () =>
      createSealer(config.session.secret, { audience: config.baseUrl }),
    ),
    names: createCookieNames({
      cookieName: config.session.cookieName,
      secure: protocol === 'https:',
      basePath: pathname,
      logoutPath: config.paths.logout,
      loggedOutPath: config.paths.loggedOut,
    }),
    routes: createRouteTable(config),
    used: remember('used transactions', [config], createUsedTransactions),
    completions: new Map(
      options.providers.map(({ providerId, completeClaims = options.completeClaims }) => [
        providerId,
        completeClaims,
      ]),
    ),
    security: createSecurityResolver(security, config, ports.log),
  }
}
