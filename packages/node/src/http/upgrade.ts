import type { IncomingMessage } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import {
  type AdmittedBy,
  type Auth,
  type BearerGateOptions,
  type Engine,
  type EngineOptions,
  type GateOptions,
  type HttpRequest,
  isFromOrigin,
  type OpenGateOptions,
  type RoleIn,
  type UserTypes,
  watchAccess,
} from '@x/oidc-engine'
import { createEmitter, hasToken, renderFailure, withoutPage } from '@x/oidc-engine/adapter'
import { NodeRequest } from './request.ts'

/** The gate of an upgrade request: that of a session, of an access token, or of either. */
export type UpgradeGate<Role extends string = string> =
  GateOptions<Role> | BearerGateOptions<Role> | OpenGateOptions<Role>

/** Where upgrade requests may come from. */
export interface UpgradeOptions {
  /** Other origins whose pages may open a connection, such as `https://www.example.com`. That of `baseUrl` always may. @default [] */
  readonly origins?: readonly string[]
}

/** An upgrade request that was admitted. */
export interface Upgrade<Who = Auth> {
  /** The caller. */
  readonly auth: Who
  /**
   * Aborts when the caller may no longer use the connection: at `auth.expiresAt`, or within a minute after the session ended or a role was
   * taken away. What its listeners write is still sent; then the socket is closed, after 5 seconds at the latest.
   */
  readonly ended: AbortSignal
}

/** Admits upgrade requests of Node's http server. */
export type AdmitUpgrade<Types extends UserTypes = string> = <
  const Options extends UpgradeGate<RoleIn<Types>> = GateOptions<RoleIn<Types>>,
>(
  req: IncomingMessage,
  gate?: Options,
  options?: UpgradeOptions,
) => Promise<Upgrade<AdmittedBy<Types, Options>> | undefined>

/** A client can send as many different origins as it likes. */
const maxReportedOrigins = 100

/** Seconds that a socket stays open for a client that has not read everything. */
const mostClosingSeconds = 5

/**
 * Creates the function that admits upgrade requests. For adapters on Node.
 * @param options of the application: `session.store` decides whether checks of an open connection refresh the session
 */
export function createUpgrade<Types extends UserTypes>(
  engine: Engine<Types>,
  options: Pick<EngineOptions, 'log' | 'onEvent' | 'session'>,
): AdmitUpgrade<Types> {
  const emit = createEmitter(options)
  const ownOrigin = new URL(engine.config.baseUrl).origin
  // A refresh needs no new cookies then.
  const refresh = options.session.store === undefined ? 'never' : 'due'
  const reported = new Set<string>()

  function refuseOrigin(request: HttpRequest): Response {
    const origin = request.header('origin')
    // A client may send a long one.
    const came = origin === null || origin === undefined ? 'missing' : JSON.stringify(origin.slice(0, 200))
    if (reported.size < maxReportedOrigins && !reported.has(came)) {
      reported.add(came)
      const message =
        `An upgrade request was refused: its Origin is ${came}, expected "${ownOrigin}". ` +
        'Allow another one with oidc.upgrade(req, gate, { origins }). A program without an Origin needs an access token, and a gate with bearer.'
      emit({ level: 'warn', code: 'cross_site_request', message })
    }
    const problem = { status: 403, title: 'The Origin is not allowed', code: 'cross_site_request' }
    return new Response(JSON.stringify(problem), {
      status: 403,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'private, no-store' },
    })
  }

  /** A session needs an allowed `Origin`. A program with an access token sends none. */
  function isAllowed(request: HttpRequest, gate: object, origins: readonly string[]): boolean {
    if (isFromOrigin(request, [ownOrigin, ...origins])) return true
    const origin = request.header('origin')
    const isProgram = origin === null || origin === undefined
    return isProgram && Object.hasOwn(gate, 'bearer') && hasToken(request)
  }

  return async (req, gate, given = {}) => {
    const { socket } = req
    // Node took its listeners away. Without one, a client that resets the connection now would end the process.
    socket.on('error', ignoreError)
    try {
      // A client of WebSockets shows no page.
      const request = withoutPage(new NodeRequest(req))
      const asked = gate ?? {}
      const origins = Object.hasOwn(given, 'origins') ? (given.origins ?? []) : []
      if (!isAllowed(request, asked, origins)) {
        await refuse(req, refuseOrigin(request))
        return undefined
      }
      const { auth, response } = await engine.gate(request, asked, { refresh })
      if (response !== undefined) await refuse(req, response)
      if (response !== undefined || socket.destroyed) return undefined
      const { ended, stop } = watchAccess(engine, request, auth, { gate: asked, refresh })
      socket.once('close', stop)
      // Listeners of the caller are added later and would run after this one, so the socket waits for them.
      ended.addEventListener('abort', () => queueMicrotask(() => closeSoon(socket)))
      return { auth, ended } as never
    } catch (error) {
      console.error(`[oidc] an upgrade request failed: ${renderFailure(error)}`)
      await refuse(req, new Response('Internal Server Error', { status: 500 }))
      return undefined
    }
  }
}

function ignoreError(): void {
  // The event `close` follows.
}

/** Writes a response instead of the upgrade, and closes the connection. */
async function refuse({ socket }: IncomingMessage, response: Response): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer())
  const headers = [...response.headers].filter(([name]) => name !== 'content-length')
  const lines = [...headers, ['connection', 'close'], ['content-length', String(body.length)]]
  const status = `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}`
  const head = [status, ...lines.map(([name, value]) => `${name}: ${value}`)].join('\r\n')
  if (socket.destroyed) return
  socket.write(`${head}\r\n\r\n`)
  socket.write(body)
  closeSoon(socket)
}

/** Closes a socket after what was written to it, or after 5 seconds: a client that does not read would keep it open, and go on sending. */
function closeSoon(socket: Socket): void {
  socket.destroySoon()
  const timer = setTimeout(() => socket.destroy(), mostClosingSeconds * 1000)
  timer.unref()
  socket.once('close', () => clearTimeout(timer))
}
