import { buildPrivateResponse } from '../http/build-private-response.ts'

/** Marks an answer as one that depends on the token, or on the session, of whoever asked. */
export function buildBearerResponse(response: Response, setCookies: readonly string[] = []): Response {
  const marked = buildPrivateResponse(response, setCookies)
  if (marked.status >= 200 && !/(?:^|,)\s*authorization\s*(?:,|$)/iu.test(marked.headers.get('vary') ?? ''))
    marked.headers.append('vary', 'Authorization')
  return marked
}
