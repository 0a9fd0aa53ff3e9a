import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { AppOidc } from './oidc.ts'

/** Serves WebSockets at `/live`, to people with the role. */
export function serveWebSockets(server: Server, oidc: Pick<AppOidc, 'upgrade'>): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 })

  async function accept(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const admitted = await oidc.upgrade(req, { role: 'ROLE_USER' })
    // Others have got 401 or 403.
    if (admitted === undefined) return

    sockets.handleUpgrade(req, socket, head, (ws) => {
      const { auth, ended } = admitted
      ended.addEventListener('abort', () => ws.close(4401, 'the session has ended'))
      ws.on('error', () => ws.terminate())
      ws.send(`hello ${auth.user.name}`)
    })
  }

  server.on('upgrade', (req, socket, head) => {
    if (req.url === '/live') void accept(req, socket, head)
    else socket.destroy()
  })
}
