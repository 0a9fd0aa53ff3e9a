import type { RolesOf } from '@x/oidc-core'
import {
  type AdmittedBy,
  type Auth,
  type Authenticated,
  type BearerOptions,
  createEngine,
  defineGate,
  type Engine,
  type EngineOptions,
} from '@x/oidc-engine'
import {
  buildRoleGate,
  type AuthAccessors,
  createFrameworkAuth,
  createOverwriteReport,
  type GateOrBearer,
  type RequiredRoles,
} from '@x/oidc-engine/adapter'
import type { Context, MiddlewareHandler, Next } from 'hono'
import { readRequest } from './read-request.ts'
import { HonoResponseHeaders } from './response-headers.ts'

/** What handlers find in `c.var`; behind a gate, somebody who is signed in. */
export interface OidcEnv<Found extends Auth = Auth> {
  Variables: { auth: Found }
}

/** OpenID Connect sign-in with mapped roles for Hono. */
export interface Oidc<Role extends string = string> extends AuthAccessors<Context, Role> {
  /** A type and no value: `new Hono<typeof oidc.env>()` types `c.var.auth` in every handler. */
  readonly env: OidcEnv<Auth<Role>>
  /** Answers the sign-in and sign-out paths and sets `c.var.auth` on every other request. */
  readonly middleware: () => MiddlewareHandler<OidcEnv<Auth<Role>>>
  /** Lets in who is signed in: others are sent to the sign-in, or get 401 if they are no browser. */
  readonly requireUser: () => MiddlewareHandler<OidcEnv<Authenticated<Role>>>
  /**
   * Lets in who has one of the roles, or all of `{ all }`: others get 403, who is not signed in as above.
   * @throws OidcError `config_invalid` for what is neither
   */
  readonly requireRole: (...roles: RequiredRoles<Role>) => MiddlewareHandler<OidcEnv<Authenticated<Role>>>
  /**
   * Lets in requests with an access token for this API: `c.var.auth` is then whoever the token is about.
   * @throws OidcError `config_invalid` with every issue
   */
  readonly bearer: <const Options extends BearerOptions<Role>>(
    options: Options,
  ) => MiddlewareHandler<OidcEnv<AdmittedBy<Role, Options>>>
  readonly engine: Engine<Role>
}

const order =
  'It comes from around the app, by mount() or a wrapper of fetch: set headers inside the app that uses oidc.middleware().'

/**
 * Creates the adapter. It makes no request, sets no timer and draws no randomness, so it may stand at the top of a module.
 * @throws OidcError `config_invalid` with every issue
 */
export function createOidc<const Options extends EngineOptions>(options: Options): Oidc<RolesOf<Options>> {
  type Role = RolesOf<Options>
  const engine = createEngine(options)
  const report = createOverwriteReport(options.log, order)
  const { authorize, ...reading } = createFrameworkAuth<Context, HonoResponseHeaders, Role>(engine, {
    readRequest,
    attach(c, { auth }, marks) {
      c.set('auth', auth)
      marks.isBegun = true
    },
    // Hono throws where there is no execution context, and the engine expects that.
    handleOptions: (c) => ({ waitUntil: (work) => c.executionCtx.waitUntil(work) }),
  })

  // Answers one of the engine's own paths, or whom a gate refuses, or readies the request for what follows. The first of ours
  // has the last word on the answer.
  const createStep = (gate?: GateOrBearer<Role>) => (c: Context, next: Next) => {
    const marks = new HonoResponseHeaders(c, report)
    const answer = authorize(c, marks, gate)
    if (answer !== undefined) return marks.finish(answer, next)
    if (marks.isBegun) return marks.follow(next())
    // A gate has marked the answer, so what handlers read need not be watched any more.
    c.set('auth', reading.auth(c))
    return next()
  }

  return {
    ...reading,
    engine,
    env: {} as OidcEnv<Auth<Role>>,
    middleware: () => createStep(),
    bearer: (options) => createStep(engine.bearer(options)),
    requireUser: () => createStep(defineGate({})),
    requireRole: (...roles) => createStep(buildRoleGate(roles)),
  }
}
