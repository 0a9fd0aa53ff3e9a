import type { ServerResponse } from 'node:http'
import type { NodeResponseHeaders } from './response-headers.ts'

/** Writes a Web `Response` to a Node response. The engine's answers are short and complete, so nothing is streamed. */
export async function writeResponse(
  res: ServerResponse,
  response: Response,
  marks: NodeResponseHeaders,
): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer())
  if (res.destroyed || res.headersSent) return
  res.statusCode = response.status
  marks.give(response.headers)
  res.end(body)
}
