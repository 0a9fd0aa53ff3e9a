import type { RequestFacts } from './request-facts.ts'

/** Headers as Node's http server has them. */
export interface ReceivedHeaders {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Names and values take turns. */
  readonly rawHeaders: readonly string[]
}

/** Creates what reads a header of a request. It keeps hold of the headers alone, and not of the request. For adapters. */
export function createHeaderLookUp({ headers, rawHeaders }: ReceivedHeaders): RequestFacts['header'] {
  return (name) => {
    // Node keeps the first of several, while two of them are a reason to refuse the request (RFC 6750, section 2).
    if (name === 'authorization') return joinValues(rawHeaders, name)
    // Not one that a polluted prototype gives: it could hold a session of another person.
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined
    return typeof value === 'object' ? value.join(', ') : value
  }
}

function joinValues(rawHeaders: readonly string[], name: string): string | undefined {
  let joined: string | undefined
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const given = rawHeaders[at]
    if (given?.length !== name.length || given.toLowerCase() !== name) continue
    const value = rawHeaders[at + 1] ?? ''
    joined = joined === undefined ? value : `${joined}, ${value}`
  }
  return joined
}
