import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

// The people of this demo need no password, so nothing of it is to be reached from elsewhere. Always IPv4: a container
// may have no ::1, and every client tries both addresses of `localhost`.
const loopback = '127.0.0.1'

/** Starts a server on a loopback port; 0 takes a free one. Resolves to the port, rejects when it is taken. */
export function listenOnLoopback(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, loopback, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** Stops a server at once, with connections open. */
export function stopServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/** Finds a port that is free now: the wanted one if it is, any other if not. 0 wants none in particular. */
export async function findFreePort(wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    const probe = createServer()
    try {
      const found = await listenOnLoopback(probe, port)
      await stopServer(probe)
      return found
    } catch (error) {
      if (!isPortTrouble(error) || port === 0) throw error
    }
  }
  throw new Error('unreachable')
}

/** The port is taken, or this user may not take it. */
function isPortTrouble(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EADDRINUSE', 'EACCES'].includes(String(error.code))
}
