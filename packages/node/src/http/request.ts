import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { type HttpRequest } from '@x/oidc-engine'
import { createHeaderLookUp } from '@x/oidc-engine/adapter'

/**
 * What the engine reads of a request of Node: its method, URL, headers and the other end of its connection. Where a framework
 * changed `req.url` and kept the whole URL in `req.originalUrl`, as Express and Connect do below a mount point, that one counts.
 *
 * It keeps no reference to the request, because what is found out by it hangs on the request: `ResponseHeaders` of the engine
 * says why that matters.
 */
export class NodeRequest implements HttpRequest {
  readonly method: string
  readonly url: string
  readonly header: HttpRequest['header']
  readonly #socket: IncomingMessage['socket']

  constructor(req: IncomingMessage & { readonly originalUrl?: string }) {
    this.method = req.method ?? 'GET'
    this.url = req.originalUrl ?? req.url ?? '/'
    this.header = createHeaderLookUp(req)
    this.#socket = req.socket
  }

  get peer(): NonNullable<HttpRequest['peer']> {
    const socket = this.#socket
    const certificate =
      'getPeerCertificate' in socket ? (socket as TLSSocket).getPeerCertificate().raw : undefined
    return { address: socket.remoteAddress, certificate }
  }
}
