import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { startHttpServer } from '@x/oidc-testing'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import { createAppOidc } from '../../src/oidc.ts'
import { serveWebSockets } from '../../src/websockets.ts'
import { startRecipe } from '../start-recipe.ts'

it('a proxy that changes Host opens sockets for pages at baseUrl, and for no others', async () => {
  // The recipe's server is the proxy, whose address people see. The application listens elsewhere.
  const front = await startRecipe()
  onTestFinished(front.close)
  const application = await startHttpServer()
  onTestFinished(application.close)
  const oidc = createAppOidc(front.settings)
  application.server.on(
    'request',
    oidc.listener((_req, res) => res.end()),
  )
  serveWebSockets(application.server, oidc)

  const pass = (req: IncomingMessage) =>
    request(application.origin + (req.url ?? ''), {
      method: req.method,
      headers: { ...req.headers, host: new URL(application.origin).host },
    })
  front.server.on('request', (req, res) => {
    const passed = pass(req).on('response', (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headersDistinct as Record<string, string[]>)
      answer.pipe(res)
    })
    req.pipe(passed)
  })
  front.server.on('upgrade', (req, socket) => {
    pass(req)
      .on('upgrade', (answer, behind, head) => {
        const lines = answer.rawHeaders.flatMap((name, at, all) =>
          at % 2 === 0 ? [`${name}: ${all[at + 1] ?? ''}`] : [],
        )
        socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`)
        socket.write(head)
        behind.pipe(socket).pipe(behind)
      })
      .on('response', ({ statusCode }) => socket.end(`HTTP/1.1 ${statusCode ?? 502} Refused\r\n\r\n`))
      .end()
  })

  const headers = { cookie: await front.obtainCookie('ben') }
  const open = (options: ClientOptions) =>
    new WebSocket(`${front.origin.replace('http', 'ws')}/live`, { headers, ...options })
  const refused = open({ origin: application.origin })
  const [, response] = (await once(refused, 'unexpected-response')) as [unknown, IncomingMessage]
  expect(response.statusCode).toBe(403)

  const socket = open({ origin: front.origin })
  const [message] = (await once(socket, 'message')) as [Buffer]
  expect(message.toString()).toBe('hello Ben')
  socket.terminate()
})
