/** What the engine reads of a request to find out who is calling. A Web `Request` need not be built for it. */
export interface RequestFacts {
  readonly method: string
  /** Absolute, or from the path on, as it came in. */
  readonly url: string
  /** The value of a header by its lower-case name; several values joined as HTTP joins them. */
  readonly header: (name: string) => string | null | undefined
  /** The other end of the connection, where the adapter knows it. */
  readonly peer?: Peer | undefined
}

/** Who is at the other end of the connection: a client, or the proxy in front of us. */
export interface Peer {
  /** The address as the runtime writes it. */
  readonly address?: string | undefined
  /** The certificate of the TLS handshake, in DER. */
  readonly certificate?: Uint8Array | undefined
}

/** Reads the facts of a Web `Request`; facts pass as they are. */
export function readRequestFacts(request: Request | RequestFacts): RequestFacts {
  if (isFacts(request)) return request
  return { method: request.method, url: request.url, header: (name) => request.headers.get(name) }
}

function isFacts(request: Request | RequestFacts): request is RequestFacts {
  // What pollution put on every object would make a `Request` pass for facts.
  const isPolluted = Object.hasOwn(Object.prototype, 'header')
  return isPolluted ? Object.hasOwn(request, 'header') : 'header' in request
}
