import type { ServerResponse } from 'node:http'
import { buildPrivateVary, privateCacheControl } from '@x/oidc-engine'

/** The marked answers and the cookies that they still have to carry. */
const cookiesOf = new WeakMap<ServerResponse, string[]>()

/**
 * Marks an answer as one for this caller alone: `Cache-Control: private, no-store` and `Vary: Cookie`, and adds cookies. A
 * cache that handed it on would hand one person's page to another, so it happens when the head is written: nothing that
 * a handler sets takes it back.
 * @throws TypeError when the head is written already, and the answer goes on: it is too late to mark it then
 */
export function markPrivate(res: ServerResponse, setCookies: readonly string[] = []): void {
  const known = cookiesOf.get(res)
  if (known !== undefined) {
    known.push(...setCookies)
    return
  }
  if (res.headersSent) {
    // Whoever asks after the end, a log for example, can put nothing into the answer any more.
    if (res.writableEnded || res.destroyed) return
    throw new TypeError(
      'Ask who is calling before res.writeHead() or res.write(), so that no cache keeps the answer.',
    )
  }
  const cookies = [...setCookies]
  cookiesOf.set(res, cookies)
  const writeHead = res.writeHead.bind(res)
  res.writeHead = (status: number, ...rest: readonly unknown[]) => {
    const given = listHeaders(rest.find((part) => typeof part === 'object' && part !== null) ?? {})
    for (const [name] of given) res.removeHeader(name)
    for (const [name, value] of given) res.appendHeader(name, value)
    for (const cookie of cookies.splice(0)) res.appendHeader('set-cookie', cookie)
    res.setHeader('cache-control', privateCacheControl)
    res.setHeader('vary', buildPrivateVary([res.getHeader('vary') ?? []].flat().join(', ')))
    const [statusMessage] = rest
    return typeof statusMessage === 'string' ? writeHead(status, statusMessage) : writeHead(status)
  }
}

/** The headers given to `writeHead`: an object, pairs, or names and values in turn. A name may come again. */
function listHeaders(headers: object): readonly [string, string][] {
  if (!Array.isArray(headers)) return Object.entries(headers as Record<string, string>)
  const flat = (Array.isArray(headers[0]) ? headers.flat() : headers) as string[]
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? '']] : []))
}
