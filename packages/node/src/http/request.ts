import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { type BodyLimits, createHeaderLookUp, type HttpRequest } from '@x/oidc-engine'
import { readNodeBody } from './body.ts'

/**
 * What the engine asks of a Node request. Below a mount point, Express and Connect keep the whole URL aside. It holds no
 * request without a body, because what is found out by it hangs on the request: `AnswerMarks` in the engine says why that matters.
 */
export class NodeRequest implements HttpRequest {
  readonly method: string
  readonly url: string
  readonly header: HttpRequest['header']
  readonly #socket: IncomingMessage['socket']
  /** Of a request that may have a body, which few requests do. */
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
