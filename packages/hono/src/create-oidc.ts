import type { Decision, RolesOf } from '@x/oidc-core'
import {
  buildRoleGate,
  createCallers,
  createEngine,
  type Auth,
  type Authenticated,
  type Engine,
  type EngineOptions,
  type GateOptions,
  type RequiredRoles,
  type User,
} from '@x/oidc-engine'
import type { Context, MiddlewareHandler } from 'hono'
import { createAnswerMarks, type AnswerMarks } from './create-answer-marks.ts'
import { watchReads } from './watch-reads.ts'

/** What handlers find in `c.var`. */
export interface OidcEnv<Role extends string = string> {
  Variables: { auth: Auth<Role> }
}

/** What handlers find there behind a gate. */
export interface GatedEnv<Role extends string = string> {
  Variables: { auth: Authenticated<Role> }
}

/** OpenID Connect sign-in with mapped roles for Hono. */
export interface Oidc<Role extends string = string> {
  /** A type and no value: `new Hono<typeof oidc.env>()` types `c.var.auth` in every handler. */
  readonly env: OidcEnv<Role>
  /** Answers the sign-in and sign-out paths and sets `c.var.auth` on every other request. */
  readonly middleware: () => MiddlewareHandler<OidcEnv<Role>>
  /** Lets in who is signed in: others are sent to the sign-in, or get 401 if they are no browser. */
  readonly requireUser: () => MiddlewareHandler<GatedEnv<Role>>
  /** Lets in who has one of the roles, or all of `{ all }`: others get 403, who is not signed in as above. */
  readonly requireRole: (...roles: RequiredRoles<Role>) => MiddlewareHandler<GatedEnv<Role>>
  /** Who is calling: `c.var.auth`, where its type is lost. */
  readonly auth: (c: Context) => Auth<Role>
  /** @throws TypeError when nobody is signed in: put `requireUser` or `requireRole` in front. */
  readonly user: (c: Context) => User
  /** The decision of the sign-in, with its trace, where `session.keep` has `'trace'`. */
  readonly explain: (c: Context) => Decision<Role> | undefined
  readonly engine: Engine<Role>
}

/**
 * Creates the adapter. It makes no request, sets no timer and draws no randomness, so it may stand at the top of a module.
 * @throws OidcError `config_invalid` with every issue
 */
export function createOidc<const Options extends EngineOptions>(options: Options): Oidc<RolesOf<Options>> {
  return adapt(createEngine(options))
}

function adapt<Role extends string>(engine: Engine<Role>): Oidc<Role> {
  const callers = createCallers<Context, Role>(engine)

  /** Readies a request for what follows, unless a gate refuses it. The first of ours has the last word on the answer. */
  async function enter(c: Context, next: () => Promise<void>, gate?: GateOptions<Role>): Promise<void> {
    let marks: AnswerMarks | undefined
    const { refuse } = await callers.admit(c, c.req.raw, ({ auth }) => {
      const { add } = (marks = createAnswerMarks(c))
      c.set(
        'auth',
        watchReads(auth, () => {
          add([])
        }),
      )
      return add
    })
    try {
      const refusal = gate === undefined ? undefined : await refuse(gate)
      // The answer to whoever is let through is as private as the refusal.
      if (gate !== undefined) callers.auth(c)
      if (refusal === undefined) await next()
      else c.res = refusal
    } finally {
      marks?.apply()
    }
  }

  function requires(gate: GateOptions<Role>): MiddlewareHandler<GatedEnv<Role>> {
    return (c, next) => enter(c, next, gate)
  }

  return {
    engine,
    env: {} as OidcEnv<Role>,
    middleware: () => async (c, next) => {
      if (!engine.handles(c.req.url)) return enter(c, next)
      return engine.handle(c.req.raw)
    },
    requireUser: () => requires({}),
    requireRole: (...roles) => requires(buildRoleGate(roles)),
    auth: callers.auth,
    user: callers.user,
    explain: callers.explain,
  }
}
