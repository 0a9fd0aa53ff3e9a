import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  createEngine,
  type Engine,
  type EngineAccessTokenProviderOptions,
  type EngineEvent,
  type EngineOptions,
  type EngineProviderOptions,
} from '@x/oidc-engine'
import { type EngineMemory } from '@x/oidc-engine/adapter'

export interface AppOptions {
  /** The provider's issuer. Its other properties are those below. */
  readonly issuerUrl: string
  readonly provider?: Partial<EngineProviderOptions>
  /** Without a client secret. */
  readonly publicClient?: boolean
  /** More providers beside the first. */
  readonly providers?: readonly (EngineProviderOptions | EngineAccessTokenProviderOptions)[]
  readonly options?: Partial<EngineOptions>
  readonly now?: () => number
  readonly milliseconds?: () => number
  readonly random?: (bytes: number) => Uint8Array
  /** @default one whose timers never run out, however slow the machine is */
  readonly startTimer?: (seconds: number, onEnd: () => void) => () => void
  readonly memory?: EngineMemory
  /** Whether events are kept instead of going to `options.log`. @default true */
  readonly logPort?: boolean
}

export interface App {
  readonly origin: string
  /** For requests that come over no socket. */
  readonly engine: Engine
  readonly events: readonly EngineEvent[]
  readonly close: () => Promise<void>
}

export const sessionSecret = 'a secret of more than thirty-two bytes, for tests'
export const clientSecret = 'client secret with : % + and /'

/** Creates the engine of an application with one provider, `main`, and keeps what it logs. */
export function createAppEngine(baseUrl: string, options: AppOptions): Pick<App, 'engine' | 'events'> {
  const events: EngineEvent[] = []
  const engine: Engine = createEngine(
    {
      baseUrl,
      providers: [
        {
          providerId: 'main',
          issuerUrl: options.issuerUrl,
          clientId: 'app',
          ...(options.publicClient === true ? {} : { clientSecret }),
          rolesClaims: ['groups'],
          ...options.provider,
        },
        ...(options.providers ?? []),
      ],
      security: { roleMapping: { staff: ['ROLE_USER'], admins: ['ROLE_USER', 'ROLE_ADMIN'] } },
      session: { secret: sessionSecret },
      ...options.options,
    },
    {
      ...(options.logPort === false ? {} : { log: (event: EngineEvent) => events.push(event) }),
      startTimer: options.startTimer ?? (() => () => undefined),
      ...(options.now === undefined ? {} : { now: options.now }),
      ...(options.milliseconds === undefined ? {} : { milliseconds: options.milliseconds }),
      ...(options.random === undefined ? {} : { random: options.random }),
    },
    options.memory,
  )
  return { engine, events }
}

/**
 * Starts a small application on the engine alone, over a real socket: `/` says who is there, `/me` needs a user,
 * `/admin` needs ROLE_ADMIN, `/plain` asks nothing.
 */
export async function startApp(options: AppOptions): Promise<App> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const { engine, events } = createAppEngine(origin, options)
  server.on('request', (req: IncomingMessage, res: ServerResponse) => {
    void answer(req).then(async (response) => {
      res.statusCode = response.status
      for (const [name, value] of response.headers) res.appendHeader(name, value)
      res.end(Buffer.from(await response.arrayBuffer()))
    })
  })

  async function answer(req: IncomingMessage): Promise<Response> {
    const headers = new Headers()
    for (const [name, value] of Object.entries(req.headers)) headers.set(name, String(value))
    const url = origin + (req.url ?? '/')
    const request = { method: req.method ?? 'GET', url, header: (name: string) => headers.get(name) }
    const answered = await engine.handle(request)
    if (answered !== undefined) return answered
    const path = new URL(url).pathname
    if (path === '/plain') return new Response('plain')
    if (path === '/') {
      const { auth, setCookies } = await engine.authenticate(request)
      const response = new Response(`hello ${auth.user?.name ?? 'anonymous'}`)
      for (const cookie of setCookies) response.headers.append('set-cookie', cookie)
      return response
    }
    const gate = await engine.gate(request, path === '/admin' ? { role: 'ROLE_ADMIN' } : {})
    if (gate.response) return gate.response
    return gate.finish(new Response(`${path} of ${gate.auth.user.name}: ${[...gate.auth.roles].join(' ')}`))
  }

  return {
    origin,
    engine,
    events,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}
