/** Keeps an answer out of every cache. @see RFC 9111, section 5.2.2 */
export const privateCacheControl = 'private, no-store'

/**
 * Headers that caches in front of an application put above `Cache-Control`: those of content delivery networks and the one of
 * nginx. An answer for one caller has none of them. @see RFC 9213, section 2.1
 */
export const overrulingHeaders: readonly string[] = [
  'cdn-cache-control',
  'cloudflare-cdn-cache-control',
  'netlify-cdn-cache-control',
  'vercel-cdn-cache-control',
  'surrogate-control',
  'x-accel-expires',
]

/**
 * The value of `Vary` for an answer that depends on the cookies, or on what the library's own `Vary` names, beside what it
 * depends on already.
 */
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

/** Marks the answer that these are the headers of as one for its caller alone, and adds cookies. */
export function setPrivateHeaders(headers: Headers, setCookies: readonly string[] = []): void {
  // On Hono it is there as a rule, and to look costs less than to write.
  if (headers.get('cache-control') !== privateCacheControl) headers.set('cache-control', privateCacheControl)
  const vary = headers.get('vary')
  const privateVary = buildPrivateVary(vary)
  if (vary !== privateVary) headers.set('vary', privateVary)
  for (const name of overrulingHeaders) headers.delete(name)
  for (const cookie of setCookies) headers.append('set-cookie', cookie)
}

/** Marks an answer as one that depends on who is asking, so that no cache hands it to somebody else, and adds cookies. */
export function buildPrivateResponse(response: Response, setCookies: readonly string[] = []): Response {
  // Neither an upgrade nor a network error can be built anew, and no cache keeps either.
  if (response.status < 200) return response
  const headers = new Headers(response.headers)
  setPrivateHeaders(headers, setCookies)
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}

/**
 * Lists the cookies of ours that an answer has not, or not any more: an application that sets `Set-Cookie` anew would
 * lose a session, or keep one that has ended. For adapters.
 */
export function listMissingCookies(ours: readonly string[], present: readonly string[]): readonly string[] {
  return ours.length === 0 ? ours : ours.filter((cookie) => !present.includes(cookie))
}
