import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequestLog } from './request-log.ts'
import type { RequestLog } from './request-log.ts'

/** The host names under which a server on this machine is reachable. */
export type LoopbackHost = 'localhost' | '127.0.0.1' | '[::1]'

/** The kind of an outage: the server answers 503, it refuses connections, or it takes requests and never answers them. */
export type Outage = '503' | 'refuse' | 'hang'

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

export interface LoopbackServer {
  /** E.g. `http://localhost:41234`. */
  readonly origin: string
  readonly requests: RequestLog
  /** Replaces the handler. Requests that have already started finish with the old handler. */
  serve(handler: RequestHandler): void
  goDown(how: Outage): Promise<void>
  /** Ends the outage, on the same port. Requests that hang get no answer. */
  comeBack(): Promise<void>
  close(): Promise<void>
}

function answerOutage(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '1' }).end('down for maintenance')
}

function neverAnswer(): void {
  // The client has to give up.
}

/** Starts an HTTP server on the loopback interface. Port 0: any free port. */
export async function startLoopbackServer(host: LoopbackHost, port: number): Promise<LoopbackServer> {
  const { log, record } = createRequestLog()
  let handler: RequestHandler = answerOutage
  let outage: RequestHandler | undefined

  // An idle connection that closes while a busy process sends a request on it would look like an outage.
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    record({ method: request.method ?? 'GET', path, at: Date.now() / 1000 })
    const answer = outage ?? handler
    Promise.resolve(answer(request, response)).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error))
    })
  })

  // IPv4 for `localhost`: a container may have no ::1, and clients try both addresses of `localhost`.
  const address = host === '[::1]' ? '::1' : '127.0.0.1'
  const listen = (at: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(at, address, () => {
        server.off('error', reject)
        resolve()
      })
    })
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      // Without this, open keep-alive connections would delay the end of the server by seconds.
      server.closeAllConnections()
    })

  await listen(port)
  const chosen = (server.address() as AddressInfo).port
  return {
    origin: `http://${host}:${chosen}`,
    requests: log,
    serve: (next) => {
      handler = next
    },
    goDown: async (how) => {
      if (how !== 'refuse') outage = how === '503' ? answerOutage : neverAnswer
      else if (server.listening) await stop()
    },
    comeBack: async () => {
      outage = undefined
      if (!server.listening) await listen(chosen)
    },
    close: stop,
  }
}
