import { type HttpRequest } from '@x/oidc-engine'
import { readHttpRequest } from '@x/oidc-engine/adapter'
import { headers as readHeaders } from 'next/headers.js'

/**
 * Reads what the engine needs of a request. A request that does not ask for a page counts as a prefetch, so that it starts no
 * sign-in: it may be from the router of Next.js, whose own headers a proxy does not see. The router then navigates the window.
 */
export function readRequest(request: Request): HttpRequest {
  const { headers } = request
  const wantsPage = /\btext\/html\b/u.test(headers.get('accept') ?? '')
  return {
    ...readHttpRequest(request),
    header: (name) => (name === 'purpose' && !wantsPage ? 'prefetch' : headers.get(name)),
  }
}

/** With this header the proxy passes a page its own address. A value from the client is overwritten. */
export const pageUrlHeader = 'x-oidc-page-url'

/**
 * Reads what the engine needs of a request while a page is rendered or an action runs. Its response is for a
 * browser's window: the router of Next.js turns a redirect into a navigation. Without a proxy the address is not known.
 */
export async function readPageRequest(): Promise<HttpRequest> {
  const sent = await readHeaders()
  const seen = new Headers({ accept: 'text/html', cookie: sent.get('cookie') ?? '' })
  return { method: 'GET', url: sent.get(pageUrlHeader) ?? '', header: (name) => seen.get(name) }
}
