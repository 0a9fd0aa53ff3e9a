import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import {
  type Auth,
  type Authenticated,
  type BearerOptions,
  createEngine,
  defineGate,
  type Engine,
  type EngineOptions,
  type GateOptions,
  type RequireRole,
  type RoleIn,
  type UserTypes,
  type UserTypesOf,
} from '@x/oidc-engine'
import {
  buildRoleGate,
  buildTokensErrorResponse,
  type AuthAccessors,
  createAuthProperty,
  createFrameworkAuth,
  createEmitter,
  createOverwriteReport,
  type GateOrBearer,
  isPromise,
  refuseUncalled,
  type RequiredRoles,
  type ResponseHeaders,
} from '@x/oidc-engine/adapter'
import {
  type AdmitUpgrade,
  createUpgrade,
  holdResponseHeaders,
  NodeRequest,
  writeFailure,
  writeResponse,
} from './http.ts'

/** A middleware of Express, Connect, or a framework with the same kind of handlers. */
export type Middleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void

/** A request that went through `middleware` or `listener`. */
export type OidcRequest<Types extends UserTypes = string> = IncomingMessage & {
  /** The caller. Reading it makes the response private. */
  readonly auth: Auth<Types>
}

/** OpenID Connect sign-in with mapped roles for Node's http server, Express and Connect. */
export interface Oidc<Types extends UserTypes = string> extends AuthAccessors<IncomingMessage, Types> {
  /** Responds to the sign-in and sign-out paths, and sets `req.auth` on every other request. */
  readonly middleware: () => Middleware
  /**
   * Wraps a plain `http` request handler: responds to the sign-in and sign-out paths, and calls the handler with `req.auth` for every other
   * request.
   */
  readonly listener: (handler: (req: OidcRequest<Types>, res: ServerResponse) => unknown) => RequestListener
  /** Admits signed-in users. Others are sent to the sign-in, or get 401 if the client is not a browser. */
  readonly requireUser: () => Middleware
  /**
   * Admits users with one of the roles, or with all of `{ all }`. Others get 403; anonymous callers get what `requireUser` gives.
   * @throws OidcError `config_invalid` for a value that is neither
   */
  readonly requireRole: RequireRole<RoleIn<Types>, Middleware>
  /**
   * Admits requests with an access token for this API. `req.auth` is then the user or the client of the token.
   * @throws OidcError `config_invalid` with every issue
   */
  readonly bearer: (options: BearerOptions<RoleIn<Types>>) => Middleware
  /**
   * A gate for plain `http`: returns the admitted caller, or undefined after it has written the response. For a gate with errors
   * it responds 500.
   */
  readonly gate: (
    req: IncomingMessage,
    res: ServerResponse,
    options?: GateOptions<RoleIn<Types>>,
  ) => Promise<Authenticated<Types> | undefined>
  /**
   * A gate for upgrade requests, such as those of WebSockets: returns the admitted caller, or undefined after it has refused the request
   * with 401 or 403 and closed the connection. A session counts only with the `Origin` of `baseUrl` or of `origins`. When the session
   * ends, so does the connection. Never rejects.
   * @example
   * server.on('upgrade', async (req, socket, head) => {
   *   const admitted = await oidc.upgrade(req, { role: 'ROLE_USER' })
   *   if (admitted) sockets.handleUpgrade(req, socket, head, (ws) => ws.send(`Hello, ${admitted.auth.user.name}`))
   * })
   */
  readonly upgrade: AdmitUpgrade<Types>
  /**
   * The engine of the adapter, for features that the adapter does not offer, such as custom gates. Its `config` contains secrets.
   */
  readonly engine: Engine<Types>
}

/** Responds to an error of `tokens` with its status, and to every other error with 500. */
function endFailed(res: ServerResponse, error: unknown): void {
  const response = res.headersSent ? undefined : buildTokensErrorResponse(error)
  if (response === undefined) writeFailure(res, error)
  else writeResponse(res, response).catch((failure: unknown) => writeFailure(res, failure))
}

const order = 'Mount oidc.middleware() first: the middleware that is mounted first sets the headers last.'

/**
 * Creates the adapter. It sends no request to a provider before one is needed.
 * @throws OidcError `config_invalid` with every issue
 */
export function createOidc<const Options extends EngineOptions>(
  options: Options,
): Oidc<UserTypesOf<Options>> {
  type Types = UserTypesOf<Options>
  const engine = createEngine(options)
  const emit = createEmitter(options)
  const report = createOverwriteReport(emit, order)
  const property = createAuthProperty<IncomingMessage>((req): Auth => reading.auth(req))
  const { authorize, ...reading } = createFrameworkAuth<IncomingMessage, ResponseHeaders, Types>(engine, {
    readRequest: (req) => new NodeRequest(req),
    attach: property,
    emit,
  })

  const step =
    (gate?: GateOrBearer<Types>) =>
    (req: IncomingMessage, res: ServerResponse, next: () => unknown): void => {
      // The middleware of another `createOidc` may have run after that of this one.
      const goOn = (): unknown => {
        if (gate !== undefined) property.takeBack(req)
        return next()
      }
      try {
        const answer = authorize(req, holdResponseHeaders(res, report), gate)
        const done =
          answer === undefined
            ? goOn()
            : Promise.resolve(answer).then((given) =>
                given === undefined ? goOn() : writeResponse(res, given),
              )
        if (isPromise(done)) done.then(undefined, (error: unknown) => endFailed(res, error))
      } catch (error) {
        endFailed(res, error)
      }
    }
  const ready = step()

  return {
    ...reading,
    engine,
    upgrade: createUpgrade(engine, options),
    middleware: (...given: readonly unknown[]) => {
      refuseUncalled('oidc.middleware', given)
      return ready
    },
    listener: (handler) => (req, res) => ready(req, res, () => handler(req as OidcRequest<Types>, res)),
    requireUser: (...given: readonly unknown[]) => {
      refuseUncalled('oidc.requireUser', given)
      return step(defineGate({}))
    },
    requireRole: (...roles: RequiredRoles<RoleIn<Types>>) => step(buildRoleGate(roles)),
    bearer: (options) => step(engine.bearer(options)),
    gate: async (req, res, options = {}) => {
      const refusal = await authorize(req, holdResponseHeaders(res, report), options)
      if (refusal === undefined) property.takeBack(req)
      else await writeResponse(res, refusal)
      const auth = refusal === undefined ? reading.auth(req) : undefined
      // The type is that of a session.
      return auth?.status === 'authenticated' ? (auth as Authenticated<Types>) : undefined
    },
  }
}
