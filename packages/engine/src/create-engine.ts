import { checkOidcConfig, defineOidcConfig, type OidcConfig, type RolesOf } from '@x/oidc-core'
import { answerResourceMetadata, createResourceRegistry } from './access/bearer/protected-resource.ts'
import type { BearerOptions } from './access/bearer/options.ts'
import type { BearerAuthentication } from './access/bearer/authentication.ts'
import { createBearerAuthentications } from './access/bearer/lazy.ts'
import { createProofClaims } from './access/bearer/proof-claims.ts'
import { hasToken } from './access/bearer/authorization-header.ts'
import { createCookieTable } from './cookies/table.ts'
import type { EngineContext } from './engine-context.ts'
import type { EngineOptions } from './engine-options.ts'
import { dispatch } from './routes/dispatch.ts'
import type { RequestAuth } from './access/request-auth.ts'
import { createGate } from './access/create-gate.ts'
import { defineGate } from './access/define-gate.ts'
import type { AdmittedBy, BearerGateOptions, Gate, GateOptions, OpenGateOptions } from './access/gate.ts'
import { answerError } from './http/error-response.ts'
import { buildPrivateResponse } from './http/private-headers.ts'
import { type HandleOptions, keepAlive } from './http/keep-alive.ts'
import { createRouteTable } from './http/routes.ts'
import { type HttpRequest, readHttpRequest, splitUrl } from './http/request.ts'
import { defaultPorts, guardPorts, type Ports } from './ports.ts'
import { createProviderClient, type ProviderClient } from './providers/provider-client.ts'
import { createProviderRegistry, RequestProviders, type Provider } from './providers/provider.ts'
import { decideCompletely } from './distributed-claims/decide-completely.ts'
import { createSealer } from './crypto/seal.ts'
import {
  createCachedSecurity,
  createSecurityResolver,
  separateSecurity,
  type SeparatedSecurity,
} from './providers/security.ts'
import { createUsedTransactions } from './sessions/used-transactions.ts'
import { createMemoryReplayStore, type ReplayStore } from './cache/replay-store.ts'
import { createAuthenticate, hasSession, readCookies } from './sessions/authenticate.ts'
import { createCookieStore } from './sessions/cookie-store.ts'
import { shareInProcess } from './cache/process-registry.ts'

/** How an engine lives in its process. For adapters. */
export interface EngineMemory {
  /**
   * Whether engines of this process with the same configuration have one memory: of providers, of used transactions and DPoP
   * proofs and of the APIs whose metadata are served. For frameworks that load a module several times in one process. @default false
   */
  readonly shared?: boolean
  /** Keeps used DPoP proofs. @default a store in memory, which holds 200,000 */
  readonly proofs?: ReplayStore
}

/** Sign-in, sessions and gates as functions from a request to a Web `Response`. */
export interface Engine<Role extends string = string> {
  /** Where `security` is a function, an empty one stands in its place, by which nobody is admitted. */
  readonly config: OidcConfig<Role>
  /** Whether `handle` answers a URL. It compares strings and may be asked on every request. */
  readonly handles: (url: string) => boolean
  /** Answers a request to one of the engine's own paths; undefined for every other. Never rejects. */
  readonly handle: (received: Request | HttpRequest, options?: HandleOptions) => Promise<Response | undefined>
  /** Lets a caller through, or answers why not: a gate with errors in it with 500. Never rejects. */
  readonly gate: <
    const Options extends GateOptions<Role> | BearerGateOptions<Role> | OpenGateOptions<Role> =
      GateOptions<Role>,
  >(
    received: Request | HttpRequest,
    options?: Options,
    handling?: HandleOptions,
  ) => Promise<Gate<Role, AdmittedBy<Role, Options>>>
  /**
   * Creates the guard of an API, for adapters and for callers that want the options checked at once.
   * @throws OidcError `config_invalid` with every issue
   */
  readonly bearer: (options: BearerOptions<Role>) => BearerAuthentication<Role>
  /** Finds out by the session who is calling, at once where nothing has to be awaited for it. Never throws or rejects: see `RequestAuth.isFailed`. */
  readonly authenticate: (received: Request | HttpRequest) => RequestAuth<Role> | Promise<RequestAuth<Role>>
  /**
   * Whether a request carries what may tell who is calling: a cookie of a session or an access token. It opens and verifies
   * nothing, for adapters that do not see which answers depend on the caller. Never throws.
   */
  readonly hasCredentials: (received: Request | HttpRequest) => boolean
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
  const { config, resources, routes } = context

  const authenticate = createAuthenticate(context)
  const openToUsers = defineGate({})
  const guards = createBearerAuthentications(context, authenticate)
  const passGate = createGate(guards, authenticate)

  return {
    config,
    authenticate,
    hasCredentials(received) {
      try {
        const request = readHttpRequest(received)
        return hasToken(request) || hasSession(context, request)
      } catch {
        // What cannot be read may tell who is calling.
        return true
      }
    },
    bearer: (bearer) => guards.resolve({ bearer }),
    handles: (url) => {
      const { path } = splitUrl(url)
      return routes.match(path) !== undefined || resources.find(path) !== undefined
    },
    async handle(received, handling) {
      try {
        const { path, query } = splitUrl(received.url)
        const resource = resources.find(path)
        if (resource !== undefined) return answerResourceMetadata(resource, received.method)
        const route = routes.match(path)
        if (route === undefined) return undefined
        const request = readHttpRequest(received)
        const providers = new RequestProviders(context.providers)
        const cookies = readCookies(context, request)
        const answer = dispatch(context, { ...route, request, query, cookies, providers })
        keepAlive(handling ?? {}, answer, () => providers.revalidate())
        return await answer
      } catch (error) {
        return answerError(context, received, error)
      }
    },
    async gate(received, options, handling) {
      try {
        return (await passGate(received, options ?? openToUsers, handling)) as Gate<string, never>
      } catch (error) {
        return { response: buildPrivateResponse(await answerError(context, received, error)) }
      }
    },
  }
}

function createContext(options: EngineOptions, given: Partial<Ports>, memory: EngineMemory): EngineContext {
  const shared = Object.hasOwn(memory, 'shared') && memory.shared === true
  const proofs = Object.hasOwn(memory, 'proofs') ? memory.proofs : undefined
  const security = separateSecurity(options)
  const config = defineOidcConfig(security.options)
  const ports = guardPorts({
    ...defaultPorts,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    ...(options.log === undefined ? {} : { log: options.log }),
    ...given,
  })
  // Only warnings are left: `defineOidcConfig` throws for errors.
  for (const { code, message, path } of checkOidcConfig(security.options)) {
    ports.log({ level: 'warning', code, message: `${path.join('.')} ${message}` })
  }
  const { pathname, protocol } = new URL(config.baseUrl)
  const inProcess: typeof shareInProcess = (part, identity, create) =>
    shared ? shareInProcess(part, identity, create) : create()
  const clients = inProcess('clients', [config, options.fetch, given], () =>
    config.providers.map((provider) => createProviderClient(provider, ports)),
  )
  const context = {
    config,
    ports,
    providers: createProviderRegistry(createProviders(options, clients, { ...security, config, ports })),
    sealer: inProcess('sealer', [config], () =>
      createSealer(config.session.secret, { audience: config.baseUrl }),
    ),
    names: createCookieTable({
      cookieName: config.session.cookieName,
      secure: protocol === 'https:',
      basePath: pathname,
      logoutPath: config.paths.logout,
      loggedOutPath: config.paths.loggedOut,
    }),
    routes: createRouteTable(config),
    used: inProcess('used transactions', [config], createUsedTransactions),
    resources: inProcess('resources', [config], createResourceRegistry),
    proofs:
      proofs === undefined
        ? inProcess('proofs', [config, given.now], () =>
            createProofClaims(createMemoryReplayStore(ports.now)),
          )
        : createProofClaims(proofs),
  }
  return { ...context, store: createCookieStore(context) }
}

/** @param clients what one `fetch` brought says nothing about another's provider, so they may be shared where the rest is not */
function createProviders(
  options: EngineOptions,
  clients: readonly ProviderClient[],
  { sources, config, ports }: Pick<SeparatedSecurity, 'sources'> & Pick<EngineContext, 'config' | 'ports'>,
): readonly Provider[] {
  const security = createSecurityResolver({ sources }, config, ports)
  const cachedSecurity = createCachedSecurity(security, ports)
  return clients.map((client, index) => {
    const { providerId } = client.config
    const completeClaims = options.providers[index]?.completeClaims ?? options.completeClaims
    return {
      config: client.config,
      client,
      resolveSecurity: () => security.resolve(providerId),
      readCachedSecurity: () => cachedSecurity.resolve(providerId),
      decide: (provider, exchanged) => decideCompletely(provider, exchanged, completeClaims, ports),
    }
  })
}
