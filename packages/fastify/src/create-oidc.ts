import {
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
  type AuthAccessors,
  buildRoleGate,
  createFrameworkAuth,
  createEmitter,
  createOverwriteReport,
  type GateOrBearer,
  refuseUncalled,
  type RequiredRoles,
  type ResponseHeaders,
} from '@x/oidc-engine/adapter'
import { type AdmitUpgrade, createUpgrade, NodeRequest } from '@x/oidc-node/http'
import type { FastifyPluginCallback } from 'fastify'
import { createPlugin, type Hook, type PluginOptions } from './create-plugin.ts'
import { fail, holdReply, type RequestOnNode, respond } from './reply.ts'

/** OpenID Connect sign-in with mapped roles for Fastify. */
export interface Oidc<Types extends UserTypes = string> extends AuthAccessors<RequestOnNode, Types> {
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
  readonly requireRole: RequireRole<RoleIn<Types>, Hook>
  /**
   * Admits requests with an access token for this API. `oidc.auth(request)` is then the user or the client of the token.
   * @throws OidcError `config_invalid` with every issue
   */
  readonly bearer: (options: BearerOptions<RoleIn<Types>>) => Hook
  /**
   * A gate for upgrade requests, such as those of WebSockets: returns the admitted caller, or undefined after it has refused the request
   * with 401 or 403 and closed the connection. A session counts only with the `Origin` of `baseUrl` or of `origins`. When the session
   * ends, so does the connection. Never rejects.
   * @example
   * app.server.on('upgrade', async (req, socket, head) => {
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

const order =
  'Register oidc.plugin first: the plugin that wraps reply.raw.writeHead first sets the headers last.'

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
  const { authorize, ...reading } = createFrameworkAuth<RequestOnNode, ResponseHeaders, Types>(engine, {
    readRequest: ({ raw }) => new NodeRequest(raw),
    // The plugin decorates all requests. This does not make a request slower.
    attach: () => undefined,
    emit,
  })

  const createHook =
    (gate?: GateOrBearer<Types>): Hook =>
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
    upgrade: createUpgrade(engine, options),
    plugin: createPlugin(engine.config, createHook(), reading.auth),
    requireUser: (...given: readonly unknown[]) => {
      refuseUncalled('oidc.requireUser', given)
      return createHook(defineGate({}))
    },
    requireRole: (...roles: RequiredRoles<RoleIn<Types>>) => createHook(buildRoleGate(roles)),
    bearer: (bearerOptions) => createHook(engine.bearer(bearerOptions)),
  }
}
