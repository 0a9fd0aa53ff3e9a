import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ProviderAnswer } from './twists.ts'

/** Writes a response. If the body throws an error, it closes the connection. */
export async function sendAnswer(response: ServerResponse, answer: ProviderAnswer): Promise<void> {
  const { status = 200, headers = {}, body = '' } = answer
  response.writeHead(
    status,
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, asList(value)])),
  )
  if (typeof body === 'string' || body instanceof Uint8Array) {
    response.end(body)
    return
  }
  response.flushHeaders()
  try {
    await pipeline(Readable.from(body), response)
  } catch {
    // The client closed the connection before the end. Tests with slow responses provoke this.
    response.destroy()
  }
}

function asList(value: string | readonly string[]): string | string[] {
  return typeof value === 'string' ? value : [...value]
}
