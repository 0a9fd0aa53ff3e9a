import type { RolesOf } from '@x/oidc-core'
import {
  type Auth,
  type BearerOptions,
  createEngine,
  defineGate,
  type Engine,
  type EngineOptions,
} from '@x/oidc-engine'
import {
  type AuthAccessors,
  buildRoleGate,
  createFrameworkAuth,
  createOverwriteReport,
  type GateOrBearer,
  type RequiredRoles,
  type ResponseHeaders,
} from '@x/oidc-engine/adapter'
import { NodeRequest } from '@x/oidc-node/http'
import type { FastifyInstance, FastifyPluginCallback } from 'fastify'
import { fail, holdReply, type ReplyOnNode, type RequestOnNode, respond } from './reply.ts'

/** A hook for `onRequest`, `preValidation` or `preHandler`. */
export type Hook = (request: RequestOnNode, reply: ReplyOnNode, done: () => void) => void

/** The options of `app.register(oidc.plugin, options)`. */
export interface PluginOptions {
  /** The name under which requests have the caller, for an application where `auth` is taken. @default 'auth' */
  readonly decorator?: string
}

/** OpenID Connect sign-in with mapped roles for Fastify. */
export interface Oidc<Role extends string = string> extends AuthAccessors<RequestOnNode, Role> {
  /**
   * Responds to the sign-in and sign-out paths, and decorates every other request with `auth`. Register it on the root
   * instance, before routes: `app.register(oidc.plugin)`.
   */
  readonly plugin: FastifyPluginCallback<PluginOptions>
  /** Admits signed-in users. Others are sent to the sign-in, or get 401 if the client is not a browser. */
  readonly requireUser: () => Hook
  /**
   * Admits users with one of the roles, or with all of `{ all }`. Others get 403; anonymous callers get what `requireUser` gives.
   * @throws OidcError `config_invalid` for a value that is neither
   */
  readonly requireRole: (...roles: RequiredRoles<Role>) => Hook
  /**
   * Admits requests with an access token for this API. `oidc.auth(request)` is then the user or the client of the token.
   * @throws OidcError `config_invalid` with every issue
   */
  readonly bearer: (options: BearerOptions<Role>) => Hook
  readonly engine: Engine<Role>
}

const order =
  'Register oidc.plugin first: what wraps reply.raw.writeHead first has the last word on the headers.'

/**
 * Creates the adapter. It sends no request to a provider before one is needed.
 * @throws OidcError `config_invalid` with every issue
 */
export function createOidc<const Options extends EngineOptions>(options: Options): Oidc<RolesOf<Options>> {
  type Role = RolesOf<Options>
  const engine = createEngine(options)
  const report = createOverwriteReport(options.log, order)
  const { authorize, ...reading } = createFrameworkAuth<RequestOnNode, ResponseHeaders, Role>(engine, {
    readRequest: ({ raw }) => new NodeRequest(raw),
    // The plugin decorates all requests, which costs none of them anything.
    attach: () => undefined,
  })

  const createHook =
    (gate?: GateOrBearer<Role>): Hook =>
    (request, reply, done) => {
      let answer
      try {
        answer = authorize(request, holdReply(reply, report), gate)
      } catch (error) {
        fail(reply, error)
        return
      }
      if (answer === undefined) done()
      else void respond(reply, answer, done)
    }

  return {
    ...reading,
    engine,
    plugin: createPlugin(createHook(), reading.auth),
    requireUser: () => createHook(defineGate({})),
    requireRole: (...roles) => createHook(buildRoleGate(roles)),
    bearer: (bearerOptions) => createHook(engine.bearer(bearerOptions)),
  }
}

/** Fastify passes a prefix on, and does not apply it to a plugin that is not encapsulated. */
interface RegisterOptions extends PluginOptions {
  readonly prefix?: string
}

function createPlugin(
  hook: Hook,
  readAuth: (request: RequestOnNode) => Auth,
): FastifyPluginCallback<PluginOptions> {
  const plugin: FastifyPluginCallback<RegisterOptions> = (app, options, done) => {
    // What a plugin throws ends the process.
    try {
      checkInstance(app, findOwn(options, 'prefix'))
      decorate(app, findOwn(options, 'decorator'), readAuth)
      app.addHook('onRequest', hook)
    } catch (error) {
      done(error instanceof Error ? error : new TypeError('oidc.plugin could not be registered.'))
      return
    }
    done()
  }
  return Object.assign(plugin, {
    // The hook and the decoration are for the instance that registers the plugin, and not for a child of it.
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: '@x/oidc-fastify',
    [Symbol.for('plugin-meta')]: { name: '@x/oidc-fastify', fastify: '5.x' },
  })
}

/** Own members only: a polluted prototype must not rename anything. */
function findOwn<Options extends object, Name extends keyof Options>(
  options: Options,
  name: Name,
): Options[Name] | undefined {
  return Object.hasOwn(options, name) ? options[name] : undefined
}

/** The hooks of a child instance do not run for addresses that have no route, such as the sign-in. */
function checkInstance(app: FastifyInstance, prefix = app.prefix): void {
  const fix =
    'The sign-in paths follow baseUrl, and no prefix. Wrap plugins around it with fastify-plugin, or register it before them.'
  if (prefix !== '')
    throw new TypeError(`oidc.plugin was registered below ${prefix}, expected the root instance. ${fix}`)
  // A child inherits its methods from the root instance.
  if (!Object.hasOwn(app, 'addHook'))
    throw new TypeError(
      `oidc.plugin was registered in an encapsulated plugin, expected the root instance. ${fix}`,
    )
}

function decorate(app: FastifyInstance, name = 'auth', readAuth: (request: RequestOnNode) => Auth): void {
  if (app.hasRequestDecorator(name)) {
    throw new TypeError(
      `request.${name} is taken: another plugin decorates requests with it, or oidc.plugin was registered before. ` +
        "Register it once for each createOidc, with a name of its own: app.register(oidc.plugin, { decorator: 'caller' }).",
    )
  }
  app.decorateRequest(name, {
    getter() {
      return readAuth(this)
    },
  })
}
