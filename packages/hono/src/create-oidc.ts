import type { RolesOf } from '@x/oidc-core'
import {
  buildRoleGate,
  createCallers,
  createEngine,
  type Auth,
  type Authenticated,
  type BearerGuard,
  type BearerOptions,
  type CallerReading,
  type Engine,
  type EngineOptions,
  type GateOptions,
  type RequiredRoles,
} from '@x/oidc-engine'
import type { Context, MiddlewareHandler, Next } from 'hono'
import { createAnswerMarks } from './create-answer-marks.ts'
import { giveAnswer } from './give-answer.ts'

/** What handlers find in `c.var`; behind a gate, somebody who is signed in. */
export interface OidcEnv<Found extends Auth = Auth> {
  Variables: { auth: Found }
}

/** Where a token is optional, there may be nobody. */
type FoundBy<Role extends string, Options> = Options extends { readonly optional: false }
  ? Authenticated<Role>
  : Options extends { readonly optional: boolean }
    ? Auth<Role>
    : Authenticated<Role>

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
  ) => MiddlewareHandler<OidcEnv<FoundBy<Role, Options>>>
  readonly engine: Engine<Role>
}

/**
 * Creates the adapter. It makes no request, sets no timer and draws no randomness, so it may stand at the top of a module.
 * @throws OidcError `config_invalid` with every issue
 */
export function createOidc<const Options extends EngineOptions>(options: Options): Oidc<RolesOf<Options>> {
  type Role = RolesOf<Options>
  const engine = createEngine(options)
  const { admit, ...reading } = createCallers<Context, Role>(engine)

  /** Readies a request for what follows, unless a gate refuses it. The first of ours has the last word on the answer. */
  async function enter(c: Context, next: Next, gate?: GateOptions<Role> | BearerGuard<Role>): Promise<void> {
    let marks: ReturnType<typeof createAnswerMarks> | undefined
    const begin = (auth: Auth<Role>) => {
      c.set('auth', auth)
      marks = createAnswerMarks(c)
      return marks.add
    }
    const refusal = await admit(c, c.req.raw, begin, gate, { waitUntil: findWaitUntil(c) })
    try {
      if (refusal === undefined) await next()
      else giveAnswer(c, refusal)
    } finally {
      marks?.apply()
    }
  }

  return {
    ...reading,
    engine,
    env: {} as OidcEnv<Auth<Role>>,
    middleware: () => async (c, next) => {
      const waitUntil = findWaitUntil(c)
      const answer = engine.handles(c.req.url) ? await engine.handle(c.req.raw, { waitUntil }) : undefined
      if (answer === undefined) await enter(c, next)
      else giveAnswer(c, answer)
    },
    bearer: (options) => {
      const guard = engine.bearer(options)
      return (c, next) => enter(c, next, guard)
    },
    requireUser: () => (c, next) => enter(c, next, {}),
    requireRole: (...roles) => {
      const gate = buildRoleGate(roles)
      return (c, next) => enter(c, next, gate)
    },
  }
}

/** Hono throws where there is no execution context, and the engine expects that. */
function findWaitUntil(c: Context): (work: Promise<unknown>) => void {
  return (work) => c.executionCtx.waitUntil(work)
}
