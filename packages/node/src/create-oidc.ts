import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Decision, RolesOf } from '@x/oidc-core'
import {
  buildRoleGate,
  createCallers,
  createEngine,
  type Auth,
  type Authenticated,
  type Caller,
  type Engine,
  type EngineOptions,
  type GateOptions,
  type RequiredRoles,
  type User,
} from '@x/oidc-engine'
import { markPrivate } from './mark-private.ts'
import { readFacts } from './read-facts.ts'
import { writeResponse } from './write-response.ts'

/** A step of Express, Connect and everything that chains handlers like them. */
export type Middleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void

/** A request that went through `middleware` or `listener`. */
export type OidcRequest<Role extends string = string> = IncomingMessage & { readonly auth: Auth<Role> }

/** OpenID Connect sign-in with mapped roles for Node's http server, Express and Connect. */
export interface Oidc<Role extends string = string> {
  /** Answers the sign-in and sign-out paths and sets `req.auth` on every other request. */
  readonly middleware: () => Middleware
  /** The same around a plain `http` request handler. */
  readonly listener: (handler: (req: OidcRequest<Role>, res: ServerResponse) => unknown) => RequestListener
  /** Lets in who is signed in: others are sent to the sign-in, or get 401 if they are no browser. */
  readonly requireUser: () => Middleware
  /** Lets in who has one of the roles, or all of `{ all }`: others get 403, who is not signed in as above. */
  readonly requireRole: (...roles: RequiredRoles<Role>) => Middleware
  /** A gate for plain `http`: who was let through, or undefined when the answer has been written. */
  readonly gate: (
    req: IncomingMessage,
    res: ServerResponse,
    options?: GateOptions<Role>,
  ) => Promise<Authenticated<Role> | undefined>
  /** Who is calling. */
  readonly auth: (req: IncomingMessage) => Auth<Role>
  /** @throws TypeError when nobody is signed in: put `requireUser` or `requireRole` in front. */
  readonly user: (req: IncomingMessage) => User
  /** The decision of the sign-in, with its trace, where `session.keep` has `'trace'`. */
  readonly explain: (req: IncomingMessage) => Decision<Role> | undefined
  readonly engine: Engine<Role>
}

/**
 * Creates the adapter. It makes no request: providers are asked when they are needed.
 * @throws OidcError `config_invalid` with every issue
 */
export function createOidc<const Options extends EngineOptions>(options: Options): Oidc<RolesOf<Options>> {
  return adapt(createEngine(options))
}

function adapt<Role extends string>(engine: Engine<Role>): Oidc<Role> {
  const callers = createCallers<IncomingMessage, Role>(engine)

  /** Finds out who is calling and puts it where handlers look for it. */
  function admit(req: IncomingMessage, res: ServerResponse): Promise<Caller<Role>> {
    return callers.admit(req, readFacts(req), () => {
      // Not enumerable, so that copying a request does not ask; assignable, since others use that name too.
      Object.defineProperty(req, 'auth', {
        configurable: true,
        get: () => callers.auth(req),
        set: (value: unknown) =>
          Object.defineProperty(req, 'auth', { value, configurable: true, writable: true }),
      })
      return (setCookies) => {
        markPrivate(res, setCookies)
      }
    })
  }

  /** Answers one of the engine's own paths, or readies the request for the application: then it is false. */
  async function answers(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
    const facts = readFacts(req)
    const response = engine.handles(facts.url) ? await engine.handle(facts) : undefined
    if (response === undefined) await admit(req, res)
    else await writeResponse(res, response)
    return response !== undefined
  }

  async function gate(
    req: IncomingMessage,
    res: ServerResponse,
    options: GateOptions<Role> = {},
  ): Promise<Authenticated<Role> | undefined> {
    const { auth, refuse } = await admit(req, res)
    const response = await refuse(options)
    if (response === undefined) markPrivate(res)
    else await writeResponse(res, response)
    return response === undefined && auth.status === 'authenticated' ? auth : undefined
  }

  function requires(options: GateOptions<Role>): Middleware {
    return (req, res, next) => {
      settle(
        res,
        gate(req, res, options).then((auth) => auth && next()),
      )
    }
  }

  return {
    engine,
    gate,
    middleware: () => (req, res, next) => {
      settle(
        res,
        answers(req, res).then((isAnswered) => isAnswered || next()),
      )
    },
    listener: (handler) => (req, res) => {
      settle(
        res,
        answers(req, res).then((isAnswered) => isAnswered || handler(req as OidcRequest<Role>, res)),
      )
    },
    requireUser: () => requires({}),
    requireRole: (...roles) => requires(buildRoleGate(roles)),
    auth: callers.auth,
    user: callers.user,
    explain: callers.explain,
  }
}

/**
 * Answers where work failed that nobody waits for. Without an answer the client would wait, and a step that is handed an
 * error may go on without a look at it.
 */
function settle(res: ServerResponse, work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    console.error('[oidc] a request failed:', error)
    if (res.headersSent) return res.destroy()
    for (const name of res.getHeaderNames()) res.removeHeader(name)
    return res.writeHead(500, { 'content-type': 'text/plain' }).end('Internal Server Error')
  })
}
