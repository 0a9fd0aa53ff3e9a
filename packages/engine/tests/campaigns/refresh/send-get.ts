import { Agent, get } from 'node:http'

/** A response, or undefined if the client hung up before it. */
export interface Received {
  readonly status: number
  readonly body: string
  readonly setCookies: readonly string[]
}

export type SendGet = (
  cookies: ReadonlyMap<string, string>,
  hangUpMilliseconds?: number,
) => Promise<Received | undefined>

/** Creates a client that sends requests over sockets, many at once. */
export function createSendGet(origin: string): { readonly send: SendGet; readonly close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 500 })
  const send: SendGet = (cookies, hangUpMilliseconds) =>
    new Promise((resolve, reject) => {
      const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
      let hungUp = false
      const request = get(origin, { agent, headers: { cookie, accept: 'text/html' } }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', () => resolve(undefined))
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString(),
            setCookies: response.headers['set-cookie'] ?? [],
          })
        })
      })
      request.on('error', (error) => {
        if (hungUp) resolve(undefined)
        else reject(error)
      })
      if (hangUpMilliseconds === undefined) return
      setTimeout(() => {
        hungUp = true
        request.destroy()
        resolve(undefined)
      }, hangUpMilliseconds)
    })
  return { send, close: () => agent.destroy() }
}
