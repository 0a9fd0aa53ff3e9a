/** A request that a gate and a router could interpret differently. */
export interface RequestVariant {
  readonly method: string
  /** The request-target on the wire. Each character is sent as one byte. */
  readonly target: string
  /** A name may occur several times. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** Builds a GET request for `target`, with changes. */
export function buildVariant(target: string, changes: Partial<RequestVariant> = {}): RequestVariant {
  return { method: 'GET', target, headers: [], body: '', ...changes }
}
