import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

// The people of the demo need no password, so nothing of it is to be reached from elsewhere.
const loopback = '127.0.0.1'

/** Finds a port that is free now: the wanted one if it is, any other if not. 0 wants none in particular. */
export async function findFreePort(wanted: number): Promise<number> {
  try {
    return await probe(wanted)
  } catch (error) {
    if (!isPortTrouble(error) || wanted === 0) throw error
    return probe(0)
  }
}

function probe(port: number): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, loopback, () => {
      const found = (server.address() as AddressInfo).port
      server.close(() => resolve(found))
    })
  })
}

/** The port is taken, or this user may not take it. */
function isPortTrouble(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EADDRINUSE', 'EACCES'].includes(String(error.code))
}
