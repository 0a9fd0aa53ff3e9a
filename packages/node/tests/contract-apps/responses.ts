import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'

const cacheable = { 'Cache-Control': 'public, max-age=600' }

/** The ways that Node has to respond. */
export const responses: Readonly<Record<string, (res: ServerResponse, text: string) => unknown>> = {
  '/respond/head': (res, text) => res.writeHead(200, cacheable).end(text),
  '/respond/pairs': (res, text) => res.writeHead(200, 'OK', Object.entries(cacheable).flat()).end(text),
  '/respond/flush': (res, text) => {
    res.setHeaders(new Headers(cacheable)).flushHeaders()
    res.end(text)
  },
  '/respond/write': (res, text) => {
    res.setHeader('cache-control', 'public').write(text)
    res.end()
  },
  '/respond/pipe': (res, text) => Readable.from([text]).pipe(res),
}

export const waysToRespond: readonly string[] = Object.keys(responses)
