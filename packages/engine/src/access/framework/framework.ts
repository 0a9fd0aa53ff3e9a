import type { Decision } from '@x/oidc-core'
import type { HandleOptions } from '../../http/wait-until.ts'
import type { HttpRequest } from '../../http/request.ts'
import type { Auth, User } from '../auth.ts'
import type { BearerAuthentication, BearerAuthenticationResult } from '../bearer/authentication.ts'
import type { EndSessions } from '../sessions-to-end.ts'
import { createEmitter, type EmitEvent } from '../../event-subscribers.ts'
import type { PersonTokens } from '../person-tokens.ts'
import type { GateOptions } from '../gate-options.ts'
import type { PersonAccess } from '../person-access.ts'
import type { PersonFetch } from '../person-fetch.ts'
import { isPromise } from '../../maybe-promise.ts'
import { createLossReport } from '../report-lost-cookies.ts'
import type { RequestAuth } from '../request-auth.ts'
import type { ExtraIn, RoleIn, UserTypes } from '../with-extra.ts'
import { type ResponseHeaders, type WatchedAuth, WatchedRequestAuth } from './watched-auth.ts'

/** The parts of the engine that an adapter needs. */
export interface FrameworkEngine<Types extends UserTypes> {
  /** Whether `handle` responds to requests for a URL. */
  readonly handles: (url: string) => boolean
  /** Answers a request to one of the engine's own paths; undefined for every other. */
  readonly handle: (request: Request | HttpRequest, options?: HandleOptions) => Promise<Response | undefined>
  /** Authenticates a request by its session. */
  readonly authenticate: (
    request: Request | HttpRequest,
    handling?: HandleOptions,
  ) => RequestAuth<Types> | Promise<RequestAuth<Types>>
  /** Ends the sessions of a person. */
  readonly endSessions: EndSessions
}

/** An adapter describes its framework with this, once for all requests. `Key` is the framework's object for a request. */
export interface Framework<
  Key extends object,
  Headers extends ResponseHeaders,
  Types extends UserTypes = string,
> {
  /** Reads the parts of a request that the engine needs. */
  readonly readRequest: (key: Key) => Request | HttpRequest
  /** Puts `auth` where handlers read it. It is called again after bearer authentication, with the caller of the token. */
  readonly attach: (key: Key, watched: WatchedAuth<Types>, headers: Headers) => void
  /** The functions of the runtime that the engine may use for one request, such as `waitUntil`. */
  readonly handleOptions?: (key: Key) => HandleOptions
  /** Sends events to `log` and `onEvent` of the application's options. @default warnings and errors go to the console */
  readonly emit?: EmitEvent | undefined
}

/** What handlers can get from the framework's object for a request. */
export interface AuthAccessors<Key extends object, Types extends UserTypes = string> {
  /**
   * The caller.
   * @throws TypeError for a request that went through neither the middleware nor a gate
   */
  readonly auth: (key: Key) => Auth<Types>
  /**
   * The signed-in user. Behind bearer authentication `extra` is undefined, which only the type of `auth` says.
   * @throws TypeError when the caller is anonymous: put `requireUser` or `requireRole` in front
   */
  readonly user: (key: Key) => User<ExtraIn<Types>>
  /** The decision of the sign-in, with its trace, where `session.keep.trace` is set. */
  readonly explain: (key: Key) => Decision<RoleIn<Types>> | undefined
  /**
   * Reads the access token of the signed-in person, for requests to other APIs. It is refreshed first if it expires within half a minute,
   * so it is never an expired one. Call it before the response begins, because a refresh writes cookies.
   *
   * If a handler does not catch the error, the response is 401 or 503.
   * @throws OidcError `tokens_unavailable` (401) for a caller without a session; the error of the provider (503) if the token has expired
   *   and cannot be refreshed now
   * @throws TypeError if no session of the application keeps tokens, or if the request went through neither the middleware nor a gate
   */
  readonly tokens: (key: Key) => Promise<PersonTokens>
  /**
   * Creates a function like `fetch` that sends requests to one origin with the access token of the signed-in person. It refuses every other
   * origin and follows no redirect. It rejects like `tokens`.
   * @param origin of the API, such as `https://api.example.com`
   * @throws TypeError if that is no origin, or http on a host other than loopback
   */
  readonly fetchAs: (key: Key, origin: string) => PersonFetch
  /**
   * Ends all sessions of a person, or those of one session at the provider, in all processes, before their next request. Returns their
   * number, or undefined for sessions in cookies.
   * @throws TypeError for a wrong value, and if there is neither `session.store` nor `replayStore`
   * @throws OidcError `session_store_unavailable`
   * @example
   * await oidc.endSessions({ issuer: user.issuer, subject: user.subject })
   */
  readonly endSessions: EndSessions
}

/** The requirement of a middleware: a gate for people with a session, or an access token. */
export type GateOrBearer<Types extends UserTypes = string> =
  GateOptions<RoleIn<Types>> | BearerAuthentication<Types>

/** The engine's response, or undefined if the application responds. It is a promise if something has to be awaited. */
export type EngineResponse = Response | undefined | Promise<Response | undefined>

/** Authenticates each request once, and keeps the result on the framework's object for it. */
export interface FrameworkAuth<
  Key extends object,
  Headers extends ResponseHeaders,
  Types extends UserTypes = string,
> extends AuthAccessors<Key, Types> {
  /**
   * Runs one step of an adapter. Without a gate it responds to the engine's own paths. With one it responds to every request
   * that the gate does not let through. Behind bearer authentication the caller of the access token takes the place of the
   * session's user.
   *
   * The response becomes private when a gate ran, when there are cookies to write, and when a handler reads `auth`. A response
   * whose handler never reads it stays cacheable.
   *
   * It returns a promise only if something has to be awaited, which is rare.
   */
  readonly authorize: (key: Key, headers: Headers, gate?: GateOrBearer<Types>) => EngineResponse
}

/** Creates the functions that all steps of an adapter share. */
export function createFrameworkAuth<
  Key extends object,
  Headers extends ResponseHeaders,
  Types extends UserTypes,
>(
  engine: FrameworkEngine<Types>,
  { readRequest, attach, handleOptions, emit = createEmitter({}) }: Framework<Key, Headers, Types>,
): FrameworkAuth<Key, Headers, Types> {
  // The result is stored on the request itself. With a WeakMap, garbage collection takes longer than the rest of the request.
  const slot: unique symbol = Symbol('oidc')
  type Slotted = Key & { [slot]?: WatchedRequestAuth<Types> }

  function find(key: Slotted): WatchedRequestAuth<Types> {
    const kept = key[slot]
    if (kept !== undefined) return kept
    throw new TypeError(
      'This request went through neither oidc.middleware() nor a gate of this oidc. Put one in front of this handler. If one is there, it ' +
        'comes from a second createOidc: create one oidc, in a module of its own, and import it at both places.',
    )
  }

  function keep(
    key: Slotted,
    headers: Headers,
    requestAuth: RequestAuth<Types>,
    isGated: boolean,
  ): WatchedRequestAuth<Types> {
    const watched = (key[slot] = new WatchedRequestAuth(requestAuth, headers))
    // A gate makes the response private, so it need not watch reads.
    if (isGated) watched.onRead()
    attach(key, watched, headers)
    if (requestAuth.setCookies.length > 0) headers.add(requestAuth.setCookies)
    return watched
  }

  function authenticateBearer(
    key: Slotted,
    headers: Headers,
    bearer: BearerAuthentication<Types>,
  ): EngineResponse {
    const options = {
      ...handleOptions?.(key),
      identity: key,
      known: key[slot]?.known as RequestAuth | undefined,
    }
    const result = bearer.authenticate(readRequest(key), options)
    const settle = ({ requestAuth, response }: BearerAuthenticationResult<Types>): Response | undefined => {
      if (response === undefined) keep(key, headers, requestAuth, true)
      return response
    }
    return isPromise(result) ? result.then(settle) : settle(result)
  }

  const reportLoss = createLossReport(emit)
  const openAccess = (key: Key): PersonAccess => find(key).openAccess(handleOptions?.(key), reportLoss)

  return {
    authorize(key: Slotted, headers, gate) {
      // The caller of the token replaces a session that an earlier step found.
      if (isBearer(gate)) return authenticateBearer(key, headers, gate)
      const kept = key[slot]
      if (kept !== undefined && gate !== undefined) return authorizeGate(kept, gate)
      const request = readRequest(key)
      if (kept === undefined && engine.handles(request.url)) {
        if (gate === undefined) return engine.handle(request, handleOptions?.(key))
        // The gate would redirect the sign-in page to the sign-in page, without end.
        throw new TypeError(
          'A gate stands in front of the sign-in paths, so no person could sign in. Put oidc.middleware() (Fastify: oidc.plugin) before it.',
        )
      }
      if (kept !== undefined) return undefined
      const requestAuth = engine.authenticate(request, handleOptions?.(key))
      return isPromise(requestAuth)
        ? requestAuth.then((found) => authorizeGate(keep(key, headers, found, gate !== undefined), gate))
        : authorizeGate(keep(key, headers, requestAuth, gate !== undefined), gate)
    },
    auth: (key) => find(key).auth,
    user: (key) => {
      const { user } = find(key).requestAuth.auth
      // The type is that of a session's user.
      if (user !== undefined) return user as User<ExtraIn<Types>>
      throw new TypeError(
        'The caller is anonymous: put oidc.requireUser() or oidc.requireRole() in front of this handler.',
      )
    },
    explain: (key) => find(key).requestAuth.explain(),
    tokens: async (key) => openAccess(key).tokens(),
    fetchAs: (key, origin) => openAccess(key).fetchAs(origin),
    endSessions: engine.endSessions,
  }
}

/** Reads own members only: with a polluted prototype, a gate must not count as bearer authentication. */
function isBearer<Types extends UserTypes>(
  gate: GateOrBearer<Types> | undefined,
): gate is BearerAuthentication<Types> {
  return gate !== undefined && Object.hasOwn(gate, 'authenticate')
}

function authorizeGate<Types extends UserTypes>(
  watched: WatchedRequestAuth<Types>,
  gate: GateOptions<RoleIn<Types>> | undefined,
): EngineResponse {
  return gate === undefined ? watched.answerFailure() : watched.requestAuth.authorize(gate)
}
