import http, { type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that listens on this machine. */
export interface RunningServer {
  /** E.g. `http://localhost:41234`. */
  readonly origin: string
  /** The server of Node. */
  readonly server: http.Server
  /** Ends every connection at once. */
  readonly close: () => Promise<void>
}

/**
 * Starts an HTTP server on any free loopback port. An app that needs its own address is added later, with
 * `server.on('request', app)`. Node handles errors of the listener, as in production.
 */
export async function startHttpServer(listener?: RequestListener): Promise<RunningServer> {
  // A client of this very process, which was busy for the seconds after which a server ends idle connections, would use one that is gone.
  const server = http.createServer({ keepAliveTimeout: 0 })
  if (listener !== undefined) server.on('request', listener)
  // Always IPv4: a container may have no ::1, and clients try both addresses of `localhost`.
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { origin: `http://localhost:${port}`, server, close }
}
