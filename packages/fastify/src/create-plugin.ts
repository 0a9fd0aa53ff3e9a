import type { OidcConfig } from '@x/oidc-core'
import type { Auth } from '@x/oidc-engine'
import type { FastifyInstance, FastifyPluginCallback } from 'fastify'
import type { ReplyOnNode, RequestOnNode } from './reply.ts'

/** A hook for `onRequest`, `preValidation` or `preHandler`. */
export type Hook = (request: RequestOnNode, reply: ReplyOnNode, done: () => void) => void

/** The options of `app.register(oidc.plugin, options)`. */
export interface PluginOptions {
  /**
   * The name of the request property with the caller. Change it if the application uses `auth` for something else.
   * @default 'auth'
   */
  readonly decorator?: string
}

/** Creates the plugin. A registration with which no person could sign in is an error at the start (decision 78). */
export function createPlugin(
  config: OidcConfig,
  hook: Hook,
  readAuth: (request: RequestOnNode) => Auth,
): FastifyPluginCallback<PluginOptions> {
  const plugin: FastifyPluginCallback<PluginOptions> = (app, options, done) => {
    // An error that a plugin throws ends the process.
    try {
      checkOptions(options)
      checkInstance(app)
      decorate(app, findDecorator(options), readAuth)
      checkOthers(app, config)
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

/** Reads own members only: a polluted prototype must not change the name. */
function checkOptions(options: PluginOptions): void {
  for (const [name, value] of Object.entries(options)) {
    // Fastify passes a prefix on, and does not apply it to a plugin that is not encapsulated.
    if (name === 'prefix')
      throw new TypeError(
        `oidc.plugin got the prefix ${JSON.stringify(value)}, expected none. Remove it: with a baseUrl that ends in /app the sign-in ` +
          'paths are below /app.',
      )
    if (name !== 'decorator')
      throw new TypeError(`oidc.plugin has no option ${JSON.stringify(name)}. Its only option is decorator.`)
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      throw new TypeError(
        `decorator is ${typeof value === 'string' ? 'empty' : `of type ${typeof value}`}, expected a name such as 'caller'.`,
      )
  }
}

function findDecorator(options: PluginOptions): string {
  return (Object.hasOwn(options, 'decorator') ? options.decorator : undefined) ?? 'auth'
}

/** The hooks of a child instance do not run for addresses that have no route, such as the sign-in. */
function checkInstance(app: FastifyInstance): void {
  if (app.initialConfig.http2 === true)
    throw new TypeError('This application speaks HTTP/2, expected HTTP/1.1: end HTTP/2 at a proxy in front.')
  // A child inherits its methods from the root instance.
  if (app.prefix === '' && Object.hasOwn(app, 'addHook')) return
  const where = app.prefix === '' ? 'in an encapsulated plugin' : `below ${app.prefix}`
  throw new TypeError(
    `oidc.plugin was registered ${where}, expected the root instance. The sign-in paths follow baseUrl, and no prefix. ` +
      'Wrap plugins around it with fastify-plugin, or register it before them.',
  )
}

/** The plugins that are registered on each application. A closed application can be garbage collected. */
const registered = new WeakMap<FastifyInstance, OidcConfig[]>()

/**
 * If two plugins have the same path, the first responds for both. If two have the same cookie, each deletes the sessions of the
 * other.
 */
function checkOthers(app: FastifyInstance, config: OidcConfig): void {
  const others = registered.get(app) ?? []
  registered.set(app, [...others, config])
  for (const other of others) {
    const path = listPaths(config).find((each) => listPaths(other).includes(each))
    const { cookieName } = config.session
    if (other === config) continue
    if (path !== undefined)
      throw new TypeError(
        `Another oidc.plugin of this application answers ${path}, too. Give each createOidc paths of its own.`,
      )
    if (cookieName === other.session.cookieName)
      throw new TypeError(
        `Another oidc.plugin of this application has the cookie ${cookieName}, too. Give each createOidc a session.cookieName of its own.`,
      )
  }
}

/** Without sign-ins, there are no sign-in paths. */
function listPaths({ baseUrl, foundProviders, paths, providers }: OidcConfig): readonly string[] {
  if (foundProviders === undefined && !providers.some(({ signIn }) => signIn)) return []
  return Object.values<string>({ ...paths }).map((path) => baseUrl.replace(/\/$/, '') + path)
}

function decorate(app: FastifyInstance, name: string, readAuth: (request: RequestOnNode) => Auth): void {
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
