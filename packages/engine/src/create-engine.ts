import type { OidcConfig } from '@x/oidc-core'
import { answerResourceMetadata } from './access/bearer/protected-resource.ts'
import type { BearerOptions } from './access/bearer/options.ts'
import type { BearerAuthentication } from './access/bearer/authentication.ts'
import { createBearerAuthentications } from './access/bearer/bearer-authentications.ts'
import { hasToken } from './access/bearer/authorization-header.ts'
import { createContext, type EngineMemory } from './create-context.ts'
import type { EngineContext } from './engine-context.ts'
import { engineContexts } from './engine-contexts.ts'
import type { EngineOptions } from './engine-options.ts'
import { dispatch } from './routes/dispatch.ts'
import type { RequestAuth } from './access/request-auth.ts'
import type { RoleIn, UserTypes, UserTypesOf } from './access/with-extra.ts'
import { createGate } from './access/pass-gate.ts'
import { defineGate } from './access/define-gate.ts'
import type {
  AdmittedBy,
  BearerGateOptions,
  Gate,
  GateOptions,
  OpenGateOptions,
} from './access/gate-options.ts'
import { answerError } from './http/error-response.ts'
import { buildPrivateResponse } from './http/private-headers.ts'
import { type HandleOptions, keepAlive } from './http/wait-until.ts'
import { type HttpRequest, readHttpRequest, splitUrl } from './http/request.ts'
import type { Ports } from './ports.ts'
import { RequestProviders } from './providers/provider.ts'
import type { EndSessions } from './access/sessions-to-end.ts'
import { createAuthenticate, readCookies } from './sessions/authenticate.ts'
import { hasSession } from './sessions/has-session.ts'

/** Sign-in, sessions and gates as functions from a request to a Web `Response`. */
export interface Engine<Types extends UserTypes = string> {
  /** If `security` is a function, an empty `security` replaces it here. It admits no person. */
  readonly config: OidcConfig<RoleIn<Types>>
  /** Whether `handle` answers a URL. It compares strings and may be asked on every request. */
  readonly handles: (url: string) => boolean
  /**
   * Answers a request to one of the engine's own paths; undefined for every other. Never rejects.
   * @param known the result of `authenticate` for the same request, so that its cookies are not parsed again
   */
  readonly handle: (
    received: Request | HttpRequest,
    options?: HandleOptions,
    known?: RequestAuth,
  ) => Promise<Response | undefined>
  /** Admits a caller, or responds with the reason: 500 for a gate with errors. Never rejects. */
  readonly gate: <
    const Options extends
      GateOptions<RoleIn<Types>> | BearerGateOptions<RoleIn<Types>> | OpenGateOptions<RoleIn<Types>> =
      GateOptions<RoleIn<Types>>,
  >(
    received: Request | HttpRequest,
    options?: Options,
    handling?: HandleOptions,
  ) => Promise<Gate<Types, AdmittedBy<Types, Options>>>
  /**
   * Creates the bearer authentication of an API, for adapters and for applications that want the options checked at once.
   * @throws OidcError `config_invalid` with every issue
   */
  readonly bearer: (options: BearerOptions<RoleIn<Types>>) => BearerAuthentication<Types>
  /** Authenticates by session, at once if nothing has to be awaited. Never throws or rejects: see `RequestAuth.isFailed`. */
  readonly authenticate: (
    received: Request | HttpRequest,
    handling?: HandleOptions,
  ) => RequestAuth<Types> | Promise<RequestAuth<Types>>
  /**
   * Whether a request has credentials: a session cookie or an access token. It opens and verifies nothing. For adapters that do
   * not see which responses depend on the caller. Never throws.
   * @param known what `authenticate` returned for the same request, whose cookies are then not parsed again
   */
  readonly hasCredentials: (received: Request | HttpRequest, known?: RequestAuth) => boolean
  /**
   * Ends all sessions of a person, or those of one session at the provider, in all processes, before their next request. Returns their
   * number, or undefined for sessions in cookies.
   * @throws TypeError for a wrong value, and if there is neither `session.store` nor `replayStore`
   * @throws OidcError `session_store_unavailable`
   * @example
   * await oidc.endSessions({ issuer, subject: user.subject })
   */
  readonly endSessions: EndSessions
}

/**
 * Creates an engine. It sends no request, starts no timer and reads no randomness. Requests to providers start when they are
 * needed, so that an application starts while its providers are down.
 * @throws OidcError `config_invalid` with every issue
 */
export function createEngine<const Options extends EngineOptions>(
  options: Options,
  ports: Partial<Ports> = {},
  memory: EngineMemory = {},
): Engine<UserTypesOf<Options>> {
  // At run time roles are strings and `extra` is JSON; only the compiler knows more.
  return createUntypedEngine(createContext(options, ports, memory)) as unknown as Engine<UserTypesOf<Options>>
}

function createUntypedEngine(context: EngineContext): Engine {
  const { config, resources, routes } = context

  const authenticate = createAuthenticate(context)
  const openToUsers = defineGate({})
  const bearerAuthentications = createBearerAuthentications(context, authenticate)
  const passGate = createGate(bearerAuthentications, authenticate, context.ports)

  const engine: Engine = {
    config,
    authenticate: (received, handling) => authenticate(received, undefined, handling),
    hasCredentials(received, known) {
      try {
        const request = readHttpRequest(received)
        return hasToken(request) || hasSession(context, readCookies(context, request, known))
      } catch {
        // A request that cannot be read may have credentials.
        return true
      }
    },
    bearer: (bearer) => bearerAuthentications.resolve({ bearer }),
    async endSessions(which) {
      const { endSessions } = await import('./sessions/end-sessions.ts')
      return endSessions(context, which)
    },
    handles: (url) => {
      const { path } = splitUrl(url)
      return routes.match(path) !== undefined || resources.find(path) !== undefined
    },
    async handle(received, handling, known) {
      try {
        const { path, query } = splitUrl(received.url)
        const resource = resources.find(path)
        if (resource !== undefined) return answerResourceMetadata(resource, received.method)
        const route = routes.match(path)
        if (route === undefined) return undefined
        const request = readHttpRequest(received)
        const providers = new RequestProviders(context.providers)
        const cookies = readCookies(context, request, known)
        const answer = dispatch(context, {
          ...{ ...route, request, query, cookies, providers },
          handling,
        })
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
  engineContexts.set(engine, context)
  return engine
}
