/** Keeps a response out of every cache. @see RFC 9111, section 5.2.2 */
export const privateCacheControl = 'private, no-store'

/**
 * Headers that override `Cache-Control` in caches in front of an application: the headers of content delivery networks and of
 * nginx. A response for one caller must not have them. @see RFC 9213, section 2.1
 */
export const overrulingHeaders: readonly string[] = [
  'cdn-cache-control',
  'cloudflare-cdn-cache-control',
  'netlify-cdn-cache-control',
  'vercel-cdn-cache-control',
  'surrogate-control',
  'x-accel-expires',
]

/** Returns the new value of `Vary`: its existing value, and `Cookie` or the values that the library's response has. */
export function buildPrivateVary(
  given: string | number | readonly string[] | null | undefined,
  ours?: string | null,
): string {
  const vary = (typeof given === 'object' ? given?.join(', ') : given?.toString()) ?? ''
  const varies = vary !== '' && /(?:^|,)\s*(?:cookie|\*)\s*(?:,|$)/iu.test(vary)
  const withCookie = varies ? vary : joinList(vary, 'Cookie')
  if (ours === undefined || ours === null || ours === 'Cookie') return withCookie
  const known = listNames(withCookie)
  const missing = known.includes('*') ? [] : ours.split(',').filter((name) => !known.includes(trimName(name)))
  return missing.reduce((list, name) => joinList(list, name.trim()), withCookie)
}

const joinList = (list: string, name: string): string => (list === '' ? name : `${list}, ${name}`)

const trimName = (name: string): string => name.trim().toLowerCase()

const listNames = (list: string): readonly string[] => list.split(',').map(trimName)

/** Sets the headers that make a response private to its caller, and adds cookies. */
export function setPrivateHeaders(headers: Headers, setCookies: readonly string[] = []): void {
  // On Hono the header is usually set already, and reading costs less than writing.
  if (headers.get('cache-control') !== privateCacheControl) headers.set('cache-control', privateCacheControl)
  const vary = headers.get('vary')
  const privateVary = buildPrivateVary(vary)
  if (vary !== privateVary) headers.set('vary', privateVary)
  for (const name of overrulingHeaders) headers.delete(name)
  for (const cookie of setCookies) headers.append('set-cookie', cookie)
}

/** Makes a response private to its caller, so that no cache serves it to another person, and adds cookies. */
export function buildPrivateResponse(response: Response, setCookies: readonly string[] = []): Response {
  // An upgrade and a network error cannot be rebuilt, and no cache stores them.
  if (response.status < 200) return response
  const headers = new Headers(response.headers)
  setPrivateHeaders(headers, setCookies)
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}

/**
 * Lists our cookies that are missing from a response: an application that replaces `Set-Cookie` would lose a session, or keep
 * one that has ended. For adapters.
 */
export function listMissingCookies(ours: readonly string[], present: readonly string[]): readonly string[] {
  return ours.length === 0 ? ours : ours.filter((cookie) => !present.includes(cookie))
}
