import {
  type AdmittedBy,
  type Auth,
  type Authenticated,
  type BearerOptions,
  createEngine,
  defineGate,
  type Engine,
  type EngineOptions,
  type RequireRole,
  type RoleIn,
  type UserTypes,
  type UserTypesOf,
} from '@x/oidc-engine'
import {
  buildRoleGate,
  type AuthAccessors,
  createFrameworkAuth,
  createEmitter,
  createOverwriteReport,
  type GateOrBearer,
  refuseUncalled,
  type RequiredRoles,
} from '@x/oidc-engine/adapter'
import type { Context, MiddlewareHandler, Next } from 'hono'
import { readRequest } from './read-request.ts'
import { HonoResponseHeaders } from './response-headers.ts'

/** The variables of `c.var`. Behind a gate the user is signed in. */
export interface OidcEnv<Found extends Auth | Authenticated = Auth> {
  /** The member of `c.var` with the caller of the request. */
  Variables: { auth: Found }
}

/** OpenID Connect sign-in with mapped roles for Hono. */
export interface Oidc<Types extends UserTypes = string> extends AuthAccessors<Context, Types> {
  /** A type without a value: `new Hono<typeof oidc.env>()` types `c.var.auth` in every handler. */
  readonly env: OidcEnv<Auth<Types>>
  /** Responds to the sign-in and sign-out paths, and sets `c.var.auth` on every other request. */
  readonly middleware: () => MiddlewareHandler<OidcEnv<Auth<Types>>>
  /** Admits signed-in users. Others are sent to the sign-in, or get 401 if the client is not a browser. */
  readonly requireUser: () => MiddlewareHandler<OidcEnv<Authenticated<Types>>>
  /**
   * Admits users with one of the roles, or with all of `{ all }`. Others get 403; anonymous callers get what `requireUser` gives.
   * @throws OidcError `config_invalid` for a value that is neither
   */
  readonly requireRole: RequireRole<RoleIn<Types>, MiddlewareHandler<OidcEnv<Authenticated<Types>>>>
  /**
   * Admits requests with an access token for this API. `c.var.auth` is then the user or the client of the token.
   * @throws OidcError `config_invalid` with every issue
   */
  readonly bearer: <const Options extends BearerOptions<RoleIn<Types>>>(
    options: Options,
  ) => MiddlewareHandler<OidcEnv<AdmittedBy<Types, Options>>>
  /**
   * The engine of the adapter, for features that the adapter does not offer, such as custom gates. Its `config` contains secrets.
   */
  readonly engine: Engine<Types>
}

const order =
  'Code around the app set it, by mount() or in a wrapper of fetch: set headers inside the app that uses oidc.middleware().'

/**
 * Creates the adapter. It sends no request, starts no timer and reads no randomness, so a module may call it at its top level.
 * @throws OidcError `config_invalid` with every issue
 */
export function createOidc<const Options extends EngineOptions>(
  options: Options,
): Oidc<UserTypesOf<Options>> {
  type Types = UserTypesOf<Options>
  const engine = createEngine(options)
  const emit = createEmitter(options)
  const report = createOverwriteReport(emit, order)
  const { authorize, ...reading } = createFrameworkAuth<Context, HonoResponseHeaders, Types>(engine, {
    readRequest,
    attach(c, { auth }, marks) {
      c.set('auth', auth)
      marks.isBegun = true
    },
    // Hono throws if there is no execution context. The engine catches this error.
    emit,
    handleOptions: (c) => ({ waitUntil: (work) => c.executionCtx.waitUntil(work) }),
  })

  // Responds to the engine's own paths, responds to a refused caller, or prepares the request for the handlers. The first of our
  // middlewares sets the response headers last.
  const createStep = (gate?: GateOrBearer<Types>) => (c: Context, next: Next) => {
    const marks = new HonoResponseHeaders(c, report)
    const answer = authorize(c, marks, gate)
    if (answer !== undefined) return marks.finish(answer, next)
    if (marks.isBegun) return marks.follow(next())
    // A gate has set the response headers, so reads need not be watched.
    c.set('auth', reading.auth(c))
    return next()
  }

  return {
    ...reading,
    engine,
    env: {} as OidcEnv<Auth<Types>>,
    middleware: (...given: readonly unknown[]) => {
      refuseUncalled('oidc.middleware', given)
      return createStep()
    },
    bearer: (options) => createStep(engine.bearer(options)),
    requireUser: (...given: readonly unknown[]) => {
      refuseUncalled('oidc.requireUser', given)
      return createStep(defineGate({}))
    },
    requireRole: (...roles: RequiredRoles<RoleIn<Types>>) => createStep(buildRoleGate(roles)),
  }
}
