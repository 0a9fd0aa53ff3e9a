import { Agent, request } from 'node:http'

/** A response of a process. */
export interface Received {
  readonly status: number
  readonly body: string
  readonly location: string | undefined
  readonly setCookies: readonly string[]
}

/** Sends a GET over loopback, or a POST if there is a form. */
export interface Send {
  (path: string, cookies: ReadonlyMap<string, string>, form?: URLSearchParams): Promise<Received>
  readonly close: () => void
}

/**
 * Creates a client that sends many requests at once, over connections that stay open.
 * @param host what browsers call the application
 */
export function createSend(origin: string, host: string): Send {
  const agent = new Agent({ keepAlive: true, maxSockets: 500 })
  const send: (...args: Parameters<Send>) => Promise<Received> = (path, cookies, form) =>
    new Promise((resolve, reject) => {
      const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
      const headers = {
        ...{ cookie, host, accept: 'text/html' },
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      }
      const method = form === undefined ? 'GET' : 'POST'
      request(origin + path, { agent, method, headers }, (response) => {
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
      })
        .on('error', reject)
        .end(form?.toString())
    })
  return Object.assign(send, { close: () => agent.destroy() })
}
