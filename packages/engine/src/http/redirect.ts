import { buildPrivateResponse } from './private-headers.ts'

/**
 * Builds a redirect. The status is 302 for a GET, and 303 for other methods. It is never 307 or 308, because they would send a
 * form again.
 * @see RFC 9110, section 15.4.4; RFC 9700, section 4.12
 */
export function buildRedirect(
  location: string,
  status: 302 | 303,
  setCookies: readonly string[] = [],
): Response {
  const headers = { location, 'referrer-policy': 'no-referrer' }
  return buildPrivateResponse(new Response(null, { status, headers }), setCookies)
}
