import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { RequestFacts } from '@x/oidc-engine'

/** Reads what the engine asks of a Node request. Below a mount point, Express and Connect keep the whole URL aside. */
export function readFacts(req: IncomingMessage & { readonly originalUrl?: string }): RequestFacts {
  return {
    method: req.method ?? 'GET',
    url: req.originalUrl ?? req.url ?? '/',
    header(name) {
      // Node keeps the first of several, while two of them are a reason to refuse the request (RFC 6750, section 2).
      if (name === 'authorization') return req.headersDistinct[name]?.join(', ')
      const value = req.headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
    get peer() {
      const { socket } = req
      const certificate =
        'getPeerCertificate' in socket ? (socket as TLSSocket).getPeerCertificate().raw : undefined
      return { address: socket.remoteAddress, certificate }
    },
  }
}
