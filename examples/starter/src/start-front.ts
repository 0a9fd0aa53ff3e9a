import { once } from 'node:events'
import { createServer, request } from 'node:http'

/** One address for several processes of an app, which take turns. Resolves to what stops it at once. */
export async function startFront(url: string, ports: readonly number[]): Promise<() => Promise<void>> {
  let turns = 0
  const server = createServer((req, res) => {
    const port = ports[turns % ports.length]
    turns += 1
    const { headers, method, url: path } = req
    const forwarded = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(res)
    })
    forwarded.on('error', () => {
      if (!res.headersSent) res.writeHead(502)
      res.end()
    })
    req.pipe(forwarded)
  })
  server.listen(Number(new URL(url).port), '127.0.0.1')
  await once(server, 'listening')
  return async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
}
