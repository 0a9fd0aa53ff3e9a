import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { HttpRequest } from '@x/oidc-engine'
import type { BodyLimits } from '@x/oidc-engine/adapter'
import { createHeaderLookUp } from '@x/oidc-engine/adapter'
import { readNodeBody } from './body.ts'

/**
 * The parts of a Node request that the engine reads: method, URL, headers, body and the other end of the connection. If a
 * framework changed `req.url` and kept the whole URL in `req.originalUrl`, as Express and Connect do below a mount point,
 * `req.originalUrl` counts.
 *
 * It keeps no reference to a request without a body, because the request refers to the result of its authentication:
 * `ResponseHeaders` of the engine explains why that matters.
 */
export class NodeRequest implements HttpRequest {
  readonly method: string
  readonly url: string
  readonly header: HttpRequest['header']
  readonly #socket: IncomingMessage['socket']
  /** The source of the body. Undefined for a request that cannot have a body, as for most requests. */
  readonly #bodySource: IncomingMessage | undefined

  constructor(req: IncomingMessage & { readonly originalUrl?: string }) {
    this.method = req.method ?? 'GET'
    this.url = req.originalUrl ?? req.url ?? '/'
    this.header = createHeaderLookUp(req)
    this.#socket = req.socket
    this.#bodySource = this.method === 'GET' || this.method === 'HEAD' ? undefined : req
  }

  async body(limits: BodyLimits): Promise<string> {
    return this.#bodySource === undefined ? '' : readNodeBody(this.#bodySource, limits)
  }

  get peer(): NonNullable<HttpRequest['peer']> {
    const socket = this.#socket
    const certificate =
      'getPeerCertificate' in socket ? (socket as TLSSocket).getPeerCertificate().raw : undefined
    return { address: socket.remoteAddress, certificate }
  }
}
