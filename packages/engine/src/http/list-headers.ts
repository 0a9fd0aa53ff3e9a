/**
 * Lists the headers among what `writeHead` of Node was given: an object, pairs, or names and values in turn. A name may come
 * again. For adapters.
 */
export function listHeaders(given: readonly unknown[]): readonly (readonly [name: string, value: string])[] {
  if (given.length === 0) return []
  const headers = given.find((part) => typeof part === 'object' && part !== null)
  if (!Array.isArray(headers)) return Object.entries((headers ?? {}) as Record<string, string>)
  const flat = (Array.isArray(headers[0]) ? headers.flat() : headers) as string[]
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as const] : []))
}
