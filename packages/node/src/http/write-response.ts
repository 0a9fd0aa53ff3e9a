import type { ServerResponse } from 'node:http'
import { renderFailure } from '@x/oidc-engine/adapter'
import { setOwnHeaders } from './response-headers.ts'

/**
 * Writes a response of the engine and ends it. Its headers are held as `holdResponseHeaders` holds those of a private response;
 * headers that the framework set on `res` before stay where the engine's response has none of their name. Nothing is streamed, for
 * the engine's responses are short. Where the head is written already, or the client has gone, it writes nothing.
 * @throws what code in front throws that wrapped `res.writeHead`: end the request with `writeFailure`
 */
export async function writeResponse(res: ServerResponse, response: Response): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer())
  if (res.destroyed || res.headersSent) return
  res.statusCode = response.status
  setOwnHeaders(res, response.headers)
  res.end(body)
}

const failureText = 'Internal Server Error'

/**
 * Ends a request where a step of the library failed and the framework handles no error of it: without a response the client
 * would wait, and a step that is handed an error may go on without a look at it. It logs the error and answers 500, or closes
 * the connection where the head is written already. It never throws.
 */
export function writeFailure(res: ServerResponse, error: unknown): void {
  console.error(`[oidc] a request failed: ${renderFailure(error)}`)
  if (res.headersSent) return void res.destroy()
  try {
    const headers = new Headers({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': String(failureText.length),
    })
    // In the place of the headers that were to be held.
    setOwnHeaders(res, headers)
    for (const name of res.getHeaderNames()) if (!headers.has(name)) res.removeHeader(name)
    res.writeHead(500).end(failureText)
  } catch {
    // What is in front throws whenever a head is written.
    res.destroy()
  }
}
