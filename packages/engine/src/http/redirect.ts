import { buildPrivateResponse } from './private-headers.ts'

/**
 * Builds a redirect. 302 responds to a GET, 303 to everything else; never 307 or 308, which would resend a form.
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
