/** A way to ask for something that a gate and a router could understand differently. */
export interface RequestVariant {
  readonly method: string
  /** The request-target as it goes on the wire, each character a byte. */
  readonly target: string
  /** A name may come again. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** A plain request for `target`, with what is different about it. */
export function buildVariant(target: string, changes: Partial<RequestVariant> = {}): RequestVariant {
  return { method: 'GET', target, headers: [], body: '', ...changes }
}
