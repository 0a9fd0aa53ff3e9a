/**
 * Marks an answer as one that depends on who is asking, so that no cache hands it to somebody else, and adds cookies.
 * @see RFC 9111, section 5.2.2
 */
export function buildPrivateResponse(response: Response, setCookies: readonly string[] = []): Response {
  // Neither an upgrade nor a network error can be built anew, and no cache keeps either.
  if (response.status < 200) return response
  const headers = new Headers(response.headers)
  headers.set('cache-control', 'private, no-store')
  if (!/(?:^|,)\s*(?:cookie|\*)\s*(?:,|$)/iu.test(headers.get('vary') ?? '')) headers.append('vary', 'Cookie')
  for (const cookie of setCookies) headers.append('set-cookie', cookie)
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}
