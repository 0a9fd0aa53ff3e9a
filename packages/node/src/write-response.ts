import type { ServerResponse } from 'node:http'

/** Writes a Web `Response` to a Node response. The engine's answers are short and complete, so nothing is streamed. */
export async function writeResponse(res: ServerResponse, response: Response): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer())
  if (res.destroyed || res.headersSent) return
  res.statusCode = response.status
  for (const [name, value] of response.headers) {
    // Each cookie is a header of its own: joined with commas, browsers read the first alone.
    if (name === 'set-cookie') res.appendHeader(name, value)
    else res.setHeader(name, value)
  }
  res.end(body)
}
