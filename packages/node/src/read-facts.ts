import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { RequestFacts } from '@x/oidc-engine'

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

function createHeaderLookUp({ headers, rawHeaders }: IncomingMessage): RequestFacts['header'] {
  return (name) => {
    // Node keeps the first of several, while two of them are a reason to refuse the request (RFC 6750, section 2).
    if (name === 'authorization') return joinValues(rawHeaders, name)
    const value = headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
}

/** Names and values take turns. */
function joinValues(rawHeaders: readonly string[], name: string): string | undefined {
  const values = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name)
  return values.length === 0 ? undefined : values.join(', ')
}
