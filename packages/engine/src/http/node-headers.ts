import type { HttpRequest } from './request.ts'

/** Headers in the format of Node's http server. */
export interface ReceivedHeaders {
  /** The headers by lower-case name, as Node joins them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** A flat list: name, value, name, value, and so on. */
  readonly rawHeaders: readonly string[]
}

/** Creates the lookup of a request's headers. It references the headers only, and not the request. For adapters. */
export function createHeaderLookUp({ headers, rawHeaders }: ReceivedHeaders): HttpRequest['header'] {
  return (name) => {
    // Node keeps the first of several `Authorization` headers, but two are a reason to refuse the request (RFC 6750, section 2).
    if (name === 'authorization') return joinValues(rawHeaders, name)
    // Reads own members only: a polluted prototype could contain the session cookie of another person.
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

/**
 * Lists the headers in the arguments of Node's `writeHead`: an object, pairs, or names and values in turn. A name may occur
 * again. For adapters.
 */
export function listHeaders(given: readonly unknown[]): readonly (readonly [name: string, value: string])[] {
  if (given.length === 0) return []
  const headers = given.find((part) => typeof part === 'object' && part !== null)
  if (!Array.isArray(headers)) return Object.entries((headers ?? {}) as Record<string, string>)
  const flat = (Array.isArray(headers[0]) ? headers.flat() : headers) as string[]
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as const] : []))
}
