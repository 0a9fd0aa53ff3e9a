import { Agent, get } from 'node:http'

/** A response of a process. */
export interface Received {
  readonly status: number
  readonly body: string
  readonly location: string | undefined
  readonly setCookies: readonly string[]
}

/** Sends a GET over loopback. */
export interface Send {
  (path: string, cookies: ReadonlyMap<string, string>): Promise<Received>
  readonly close: () => void
}

/**
 * Creates a client that sends many requests at once, over connections that stay open.
 * @param host what browsers call the application
 */
export function createSend(origin: string, host: string): Send {
  const agent = new Agent({ keepAlive: true, maxSockets: 500 })
  const send = (path: string, cookies: ReadonlyMap<string, string>): Promise<Received> =>
    new Promise((resolve, reject) => {
      const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
      get(origin + path, { agent, headers: { cookie, host, accept: 'text/html' } }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString(),
            location: response.headers.location,
            setCookies: response.headers['set-cookie'] ?? [],
          })
        })
      }).on('error', reject)
    })
  return Object.assign(send, { close: () => agent.destroy() })
}
