/** Keeps an answer out of every cache. @see RFC 9111, section 5.2.2 */
export const privateCacheControl = 'private, no-store'

/** The value of `Vary` for an answer that depends on the cookies, beside what it depends on already. */
export function buildPrivateVary(given: string | number | readonly string[] | null | undefined): string {
  const vary = typeof given === 'object' ? given?.join(', ') : given?.toString()
  if (vary === undefined || vary === '') return 'Cookie'
  return /(?:^|,)\s*(?:cookie|\*)\s*(?:,|$)/iu.test(vary) ? vary : `${vary}, Cookie`
}

/** Marks the answer that these are the headers of as one for its caller alone, and adds cookies. */
export function setPrivateHeaders(headers: Headers, setCookies: readonly string[] = []): void {
  // On Hono it is there as a rule, and to look costs less than to write.
  if (headers.get('cache-control') !== privateCacheControl) headers.set('cache-control', privateCacheControl)
  headers.set('vary', buildPrivateVary(headers.get('vary')))
  for (const cookie of setCookies) headers.append('set-cookie', cookie)
}
