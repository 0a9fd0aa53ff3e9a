import type { RolesOf } from '@x/oidc-core'
import { buildRoleGate, createCallers, createEngine } from '@x/oidc-engine'
import type { AdmittedBy, Auth, Authenticated, BearerOptions, CallerReading } from '@x/oidc-engine'
import type { Engine, EngineOptions, GateOrGuard, RequiredRoles } from '@x/oidc-engine'
import type { Context, MiddlewareHandler, Next } from 'hono'
import { HonoAnswerMarks } from './answer-marks.ts'
import { giveAnswer } from './give-answer.ts'

/** What handlers find in `c.var`; behind a gate, somebody who is signed in. */
export interface OidcEnv<Found extends Auth = Auth> {
  Variables: { auth: Found }
}

/** OpenID Connect sign-in with mapped roles for Hono. */
export interface Oidc<Role extends string = string> extends CallerReading<Context, Role> {
  /** A type and no value: `new Hono<typeof oidc.env>()` types `c.var.auth` in every handler. */
  readonly env: OidcEnv<Auth<Role>>
  /** Answers the sign-in and sign-out paths and sets `c.var.auth` on every other request. */
  readonly middleware: () => MiddlewareHandler<OidcEnv<Auth<Role>>>
  /** Lets in who is signed in: others are sent to the sign-in, or get 401 if they are no browser. */
  readonly requireUser: () => MiddlewareHandler<OidcEnv<Authenticated<Role>>>
  /** Lets in who has one of the roles, or all of `{ all }`: others get 403, who is not signed in as above. */
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

/**
 * Creates the adapter. It makes no request, sets no timer and draws no randomness, so it may stand at the top of a module.
 * @throws OidcError `config_invalid` with every issue
 */
export function createOidc<const Options extends EngineOptions>(options: Options): Oidc<RolesOf<Options>> {
  type Role = RolesOf<Options>
  const engine = createEngine(options)
  const { admit, ...reading } = createCallers<Context, Role>(engine, (c) => c.req.raw)

  /** Answers one of the engine's own paths, or whom a gate refuses, or readies the request for what follows. The first of ours has the last word on the answer. */
  function enter(c: Context, next: Next, gate?: GateOrGuard<Role>): Promise<void> {
    let marks: HonoAnswerMarks | undefined
    const begin = ({ auth }: { readonly auth: Auth<Role> }) => {
      c.set('auth', auth)
      return (marks = new HonoAnswerMarks(c))
    }
    // Hono throws where there is no execution context, and the engine expects that.
    const waitUntil = (work: Promise<unknown>) => c.executionCtx.waitUntil(work)
    const answer = admit(c, begin, gate, { waitUntil })
    // Behind another step of ours there is nothing to be done afterwards.
    if (answer === undefined && marks === undefined) return next()
    return (async () => {
      try {
        const given = answer instanceof Promise ? await answer : answer
        if (given === undefined) await next()
        else giveAnswer(c, given)
      } finally {
        marks?.apply()
      }
    })()
  }

  const createStep = (gate?: GateOrGuard<Role>) => (c: Context, next: Next) => enter(c, next, gate)

  return {
    ...reading,
    engine,
    env: {} as OidcEnv<Auth<Role>>,
    middleware: () => createStep(),
    bearer: (options) => createStep(engine.bearer(options)),
    requireUser: () => createStep({}),
    requireRole: (...roles) => createStep(buildRoleGate(roles)),
  }
}
