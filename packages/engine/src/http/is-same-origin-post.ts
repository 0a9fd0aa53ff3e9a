import type { RequestFacts } from './request-facts.ts'

/**
 * Whether a state-changing request came from a page of our own. Browsers say so themselves and pages cannot lie about
 * it; a sibling subdomain (`same-site`) is not us.
 * @see Fetch Metadata Request Headers, section 2.3; RFC 6454, section 7
 */
export function isSameOriginPost({ header }: RequestFacts, origin: string): boolean {
  const site = header('sec-fetch-site')
  return site === null || site === undefined ? header('origin') === origin : site === 'same-origin'
}
