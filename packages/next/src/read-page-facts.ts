import type { RequestFacts } from '@x/oidc-engine'
import { headers } from 'next/headers.js'

/** By this header the proxy tells a page its own address. What a client sent in it is overwritten. */
export const pageUrlHeader = 'x-oidc-page-url'

/**
 * Reads what the engine asks of a request while a page is rendered or an action runs. Whatever fetched it, it is for a
 * browser's window: the router of Next.js turns a redirect into a navigation. Without a proxy there is no address to know.
 */
export async function readPageFacts(): Promise<RequestFacts> {
  const sent = await headers()
  const seen = new Headers({ accept: 'text/html', cookie: sent.get('cookie') ?? '' })
  return { method: 'GET', url: sent.get(pageUrlHeader) ?? '', header: (name) => seen.get(name) }
}
