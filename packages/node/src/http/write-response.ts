import type { ServerResponse } from 'node:http'
import { bodyHeaders, renderFailure } from '@x/oidc-engine/adapter'
import { setOwnHeaders } from './response-headers.ts'

/**
 * Writes a response of the engine and ends it. Its headers are held like those of a private response (`holdResponseHeaders`);
 * headers that the framework set on `res` before are kept, unless they describe a body. Nothing is streamed, because the engine's
 * responses are short. If the head is written already, or the client has gone, it writes nothing.
 * @throws the error of other code that wrapped `res.writeHead`: end the request with `writeFailure`
 */
export async function writeResponse(res: ServerResponse, response: Response): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer())
  if (res.destroyed || res.headersSent) return
  res.statusCode = response.status
  replaceBodyHeaders(res, body)
  setOwnHeaders(res, response.headers)
  res.end(body)
}

/**
 * Replaces headers that describe another body. Node writes `Content-Length` itself only if the header was never set or removed.
 */
function replaceBodyHeaders(res: ServerResponse, { length }: Uint8Array): void {
  const others = bodyHeaders.filter((name) => res.hasHeader(name))
  for (const name of others) res.removeHeader(name)
  const hasNoLength = res.statusCode === 204 || (res.req.method === 'HEAD' && length === 0)
  if (others.length > 0 && !hasNoLength) res.setHeader('content-length', length)
}

const failureText = 'Internal Server Error'

/**
 * Ends a request after a step of the library failed, for frameworks that do not handle errors: without a response the client
 * would wait, and a step that receives an error may ignore it. It logs the error and responds 500, or closes
 * the connection if the head is written already. It never throws.
 */
export function writeFailure(res: ServerResponse, error: unknown): void {
  console.error(`[oidc] a request failed: ${renderFailure(error)}`)
  if (res.headersSent) return void res.destroy()
  try {
    const headers = new Headers({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': String(failureText.length),
    })
    // The headers of the failure replace the held headers.
    setOwnHeaders(res, headers)
    for (const name of res.getHeaderNames()) if (!headers.has(name)) res.removeHeader(name)
    res.writeHead(500).end(failureText)
  } catch {
    // Other code that wrapped `writeHead` throws at every call.
    res.destroy()
  }
}
