import { setPrivateHeaders } from './private-headers.ts'

/** Marks an answer as one that depends on who is asking, so that no cache hands it to somebody else, and adds cookies. */
export function buildPrivateResponse(response: Response, setCookies: readonly string[] = []): Response {
  // Neither an upgrade nor a network error can be built anew, and no cache keeps either.
  if (response.status < 200) return response
  const headers = new Headers(response.headers)
  setPrivateHeaders(headers, setCookies)
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}
