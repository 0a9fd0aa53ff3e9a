import type { RequestFacts } from '@x/oidc-engine'

/**
 * Reads what the engine asks of a request. What wants no page is said to fetch ahead, so that it begins no sign-in: it may
 * be the router of Next.js, whose own headers a proxy is not shown. The router then goes there with the whole window.
 */
export function readFacts({ method, url, headers }: Request): RequestFacts {
  const wantsPage = /\btext\/html\b/u.test(headers.get('accept') ?? '')
  return {
    method,
    url,
    header: (name) => (name === 'purpose' && !wantsPage ? 'prefetch' : headers.get(name)),
  }
}
