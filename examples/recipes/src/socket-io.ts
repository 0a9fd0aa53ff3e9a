import type { IncomingMessage, Server } from 'node:http'
import type { Authenticated, Upgrade } from '@x/oidc-node'
import { Server as SocketServer } from 'socket.io'
import type { AppOidc } from './oidc.ts'

/** Serves socket.io to people with the role. Each of their other roles is a room. */
export function serveSocketIo(server: Server, oidc: AppOidc): SocketServer {
  const admissions = new WeakMap<IncomingMessage, Upgrade<Authenticated>>()

  const io = new SocketServer(server, {
    // A long-polling request of the page itself has no Origin, so it could not be told from one of a program.
    transports: ['websocket'],
    allowRequest: (req, allow) => void accept(req, () => allow(null, true)),
  })

  // A handshake with the id of a connection would move it to a socket that no gate has admitted.
  io.engine.use((req: IncomingMessage, _res: unknown, next: (error?: Error) => void) => {
    const { searchParams } = new URL(req.url ?? '', 'http://localhost')
    next(searchParams.has('sid') ? new Error('sid') : undefined)
  })

  async function accept(req: IncomingMessage, allow: () => void): Promise<void> {
    const admitted = await oidc.upgrade(req, { role: 'ROLE_USER' })
    // Others have got 401 or 403, and the connection is closed.
    if (admitted === undefined) return
    admissions.set(req, admitted)
    allow()
  }

  io.on('connection', async (socket) => {
    const admitted = admissions.get(socket.request)
    if (admitted === undefined) return socket.disconnect(true)
    const { auth, ended } = admitted
    ended.addEventListener('abort', () => socket.disconnect(true))
    await socket.join([...auth.roles])
    socket.on('say', (text: unknown) => {
      // A client sends any JSON. What a handler throws would end the process.
      if (typeof text === 'string') io.to('ROLE_ADMIN').emit('said', `${auth.user.name}: ${text}`)
    })
    socket.emit('ready')
  })

  // A namespace has a role of its own.
  io.of('/admin').use((socket, next) => {
    const isAdmin = admissions.get(socket.request)?.auth.hasRole('ROLE_ADMIN') === true
    next(isAdmin ? undefined : new Error('role_missing'))
  })
  return io
}
