import { type HttpRequest } from '@x/oidc-engine'
import { readHttpRequest } from '@x/oidc-engine/adapter'
import { headers as readHeaders } from 'next/headers.js'

/**
 * Reads what the engine asks of a request. What wants no page is said to fetch ahead, so that it begins no sign-in: it may
 * be the router of Next.js, whose own headers a proxy is not shown. The router then goes there with the whole window.
 */
export function readRequest(request: Request): HttpRequest {
  const { headers } = request
  const wantsPage = /\btext\/html\b/u.test(headers.get('accept') ?? '')
  return {
    ...readHttpRequest(request),
    header: (name) => (name === 'purpose' && !wantsPage ? 'prefetch' : headers.get(name)),
  }
}

/** By this header the proxy tells a page its own address. What a client sent in it is overwritten. */
export const pageUrlHeader = 'x-oidc-page-url'

/**
 * Reads what the engine asks of a request while a page is rendered or an action runs. Whatever fetched it, it is for a
 * browser's window: the router of Next.js turns a redirect into a navigation. Without a proxy there is no address to know.
 */
export async function readPageRequest(): Promise<HttpRequest> {
  const sent = await readHeaders()
  const seen = new Headers({ accept: 'text/html', cookie: sent.get('cookie') ?? '' })
  return { method: 'GET', url: sent.get(pageUrlHeader) ?? '', header: (name) => seen.get(name) }
}
