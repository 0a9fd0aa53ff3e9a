import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEngine, type Engine, type EngineEvent, type EngineOptions } from '@x/oidc-engine'

/** What the application answers about the person of a request. */
export interface PersonAnswer {
  readonly status: 'anonymous' | 'authenticated'
  readonly subject: string | undefined
  readonly roles: readonly string[]
  /** The access token, or the code of the error. */
  readonly token: string
}

export interface PeopleApp {
  readonly origin: string
  readonly engine: Engine
  readonly events: readonly EngineEvent[]
  readonly close: () => Promise<void>
}

/** Starts an application on the engine, over a real socket. Each response has the access token of its person, for the test alone. */
export async function startPeopleApp(options: {
  /** Starts the provider, which has to know where the application is. */
  readonly startProvider: (origin: string) => Promise<{ readonly issuerUrl: string }>
  readonly now: () => number
  /** @default any */
  readonly port?: number
  readonly fetch?: EngineOptions['fetch']
  readonly startTimer?: (seconds: number, onEnd: () => void) => () => void
  readonly session: EngineOptions['session']
}): Promise<PeopleApp> {
  const server = createServer({ keepAliveTimeout: 600_000 })
  await new Promise<void>((resolve) =>
    server.listen({ port: options.port ?? 0, host: '127.0.0.1', backlog: 2048 }, resolve),
  )
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const { issuerUrl } = await options.startProvider(origin)
  const events: EngineEvent[] = []
  const engine: Engine = createEngine(
    {
      baseUrl: origin,
      providers: [{ providerId: 'main', issuerUrl, clientId: 'app', rolesClaims: ['groups'] }],
      security: { passthrough: { allow: ['ROLE_OF_*'] }, requiredRoles: [] },
      session: options.session,
      ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    },
    {
      now: options.now,
      log: (event) => void events.push(event),
      startTimer: options.startTimer ?? startSlowTimer,
    },
  )
  server.on('request', (req, res) => {
    void answer(req).then(async (response) => {
      res.statusCode = response.status
      for (const [name, value] of response.headers) res.appendHeader(name, value)
      res.end(Buffer.from(await response.arrayBuffer()))
    })
  })

  async function answer(req: IncomingMessage): Promise<Response> {
    const request = {
      method: req.method ?? 'GET',
      url: origin + (req.url ?? '/'),
      header: (name: string) => {
        const value = req.headers[name]
        return typeof value === 'string' ? value : undefined
      },
    }
    const answered = await engine.handle(request)
    if (answered !== undefined) return answered
    const requestAuth = await engine.authenticate(request)
    const { auth } = requestAuth
    const reading = await requestAuth.tokens().catch((error: unknown) => ({
      tokens: { accessToken: String((error as { readonly code?: string }).code) },
      setCookies: [],
    }))
    const person: PersonAnswer = {
      status: auth.status,
      subject: auth.status === 'authenticated' ? auth.user.subject : undefined,
      roles: [...auth.roles],
      token: reading.tokens.accessToken,
    }
    const response = Response.json(person, { status: requestAuth.isFailed === true ? 503 : 200 })
    for (const cookie of [...requestAuth.setCookies, ...reading.setCookies])
      response.headers.append('set-cookie', cookie)
    return response
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

/** On a busy machine 500 requests take longer than one request may wait. */
function startSlowTimer(seconds: number, onEnd: () => void): () => void {
  const timer = setTimeout(onEnd, seconds * 20_000)
  return () => clearTimeout(timer)
}
