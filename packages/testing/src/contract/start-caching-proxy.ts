import { request } from 'node:http'
import { startLoopbackServer } from '../server/loopback-server.ts'

export interface CachingProxy {
  readonly origin: string
  /** Returns the number of requests that the cache answered. */
  readonly hits: () => number
  close(): Promise<void>
}

interface Kept {
  readonly status: number
  readonly headers: readonly string[]
  readonly body: Buffer
}

/**
 * Starts a proxy with a shared cache. It stores each response to a GET request that does not have `private` or `no-store`. It
 * ignores the status and the Vary header, as some content delivery networks do.
 * @see RFC 9111, section 3
 */
export async function startCachingProxy(target: string): Promise<CachingProxy> {
  const server = await startLoopbackServer('localhost', 0)
  const kept = new Map<string, Kept>()
  let hits = 0

  function ask(method: string, path: string, headers: readonly string[]): Promise<Kept> {
    const { hostname, port } = new URL(target)
    return new Promise((resolve, reject) => {
      const asked = request({ method, path, hostname, port, headers, agent: false }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.rawHeaders, body: Buffer.concat(chunks) })
        })
      })
      asked.on('error', reject).end()
    })
  }

  server.serve(async (incoming, outgoing) => {
    const { method = 'GET', url = '/', rawHeaders } = incoming
    const known = method === 'GET' ? kept.get(url) : undefined
    const answer = known ?? (await ask(method, url, rawHeaders))
    const cacheControl = new Headers(toPairs(answer.headers)).get('cache-control') ?? ''
    if (known !== undefined) hits += 1
    else if (method === 'GET' && !/private|no-store/iu.test(cacheControl)) kept.set(url, answer)
    const framing = /^(?:transfer-encoding|content-length|connection|keep-alive)$/iu
    for (const [name, value] of toPairs(answer.headers)) {
      if (!framing.test(name)) outgoing.appendHeader(name, value)
    }
    outgoing.writeHead(answer.status).end(answer.body)
  })
  return { origin: server.origin, hits: () => hits, close: server.close }
}

function toPairs(rawHeaders: readonly string[]): [string, string][] {
  return rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : []))
}
