import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { createHeaderLookUp, type RequestFacts } from '@x/oidc-engine'

/** Reads what the engine asks of a Node request. Below a mount point, Express and Connect keep the whole URL aside. */
export function readFacts(req: IncomingMessage & { readonly originalUrl?: string }): RequestFacts {
  return new NodeFacts(req)
}

/** A class, because its functions must not be closures over the request: see `AnswerMarks` in the engine. */
class NodeFacts implements RequestFacts {
  readonly method: string
  readonly url: string
  readonly header: RequestFacts['header']
  readonly #req: IncomingMessage

  constructor(req: IncomingMessage & { readonly originalUrl?: string }) {
    this.method = req.method ?? 'GET'
    this.url = req.originalUrl ?? req.url ?? '/'
    this.header = createHeaderLookUp(req)
    this.#req = req
  }

  get peer(): NonNullable<RequestFacts['peer']> {
    const { socket } = this.#req
    const certificate =
      'getPeerCertificate' in socket ? (socket as TLSSocket).getPeerCertificate().raw : undefined
    return { address: socket.remoteAddress, certificate }
  }
}
