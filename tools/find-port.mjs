// Finds a port for a server that a tool starts. Without it two runs on one machine would take each other's.
import { createServer } from 'node:net'

/** @returns {Promise<number>} a free port on loopback */
export function findPort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, 'localhost', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
