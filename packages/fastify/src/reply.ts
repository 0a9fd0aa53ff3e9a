import type { IncomingMessage, ServerResponse } from 'node:http'
import type { EngineResponse, ReportOverwrite, ResponseHeaders } from '@x/oidc-engine/adapter'
import { holdResponseHeaders, writeFailure, writeResponse } from '@x/oidc-node/http'

/** The members of a FastifyRequest that the adapter needs, for any type parameters. */
export interface RequestOnNode {
  /** The request of Node. */
  readonly raw: IncomingMessage
}

/** The members of a FastifyReply that the adapter needs, for any type parameters. */
export interface ReplyOnNode {
  /** The response of Node. */
  readonly raw: ServerResponse
  /** The headers that hooks have set. */
  getHeaders(): Record<string, number | string | string[] | undefined>
  /** Tells Fastify that other code writes the response. */
  hijack(): unknown
}

/**
 * Controls the head of the response until it is written, for every way to respond. An `onSend` hook would not see a
 * `Response`, `reply.raw.writeHead`, a hijacked reply and the hooks after it.
 * @throws TypeError on HTTP/2, where Node writes a head without `writeHead`
 */
export function holdReply({ raw }: ReplyOnNode, report: ReportOverwrite | undefined): ResponseHeaders {
  if ('stream' in raw) {
    throw new TypeError('The request came by HTTP/2, expected HTTP/1.1: end HTTP/2 at a proxy in front.')
  }
  return holdResponseHeaders(raw, report)
}

/** Writes the response of the engine. Without one, Fastify continues. It never rejects. */
export async function respond(
  reply: ReplyOnNode,
  answer: Exclude<EngineResponse, undefined>,
  done: () => void,
): Promise<void> {
  let response
  try {
    response = await answer
    if (response !== undefined) {
      takeOver(reply)
      await writeResponse(reply.raw, response)
    }
  } catch (error) {
    fail(reply, error)
    return
  }
  if (response === undefined) done()
}

/** Ends a request after a step of the library failed. Fastify would go on after an error that is `undefined`. */
export function fail(reply: ReplyOnNode, error: unknown): void {
  reply.hijack()
  writeFailure(reply.raw, error)
}

/** Takes over the response from Fastify, with the headers that earlier hooks have set. */
function takeOver(reply: ReplyOnNode): void {
  reply.hijack()
  if (reply.raw.headersSent) return
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(name, value)
}
