import type { SameSiteContext } from './cookie-store.ts'

/** The page that a navigation starts from. Undefined: the address bar. */
export interface Initiator {
  readonly url: string
  readonly referrerPolicy: string
}

export interface Navigation {
  readonly method: string
  /** The current URL of the request. */
  readonly url: string
  /** The URLs before it, each of which redirected. */
  readonly earlierUrls: readonly string[]
  readonly initiator: Initiator | undefined
}

const relations = ['same-origin', 'same-site', 'cross-site'] as const
type Relation = (typeof relations)[number]

// For loopback hosts, a site is a scheme and a host, without the port. An IP address has no parent domain.
function resolveRelation(from: string, to: string): Relation {
  const [a, b] = [new URL(from), new URL(to)]
  if (a.origin === b.origin) return 'same-origin'
  return a.protocol === b.protocol && a.hostname === b.hostname ? 'same-site' : 'cross-site'
}

function resolveFetchSite({ url, earlierUrls, initiator }: Navigation): Relation | 'none' {
  if (!initiator) return 'none'
  const worst = [...earlierUrls, url].map((each) => relations.indexOf(resolveRelation(initiator.url, each)))
  return relations[Math.max(...worst)] ?? 'cross-site'
}

export function resolveSameSiteContext({ method, url, initiator }: Navigation): SameSiteContext {
  if (!initiator || resolveRelation(initiator.url, url) !== 'cross-site') return 'strict'
  return method === 'GET' || method === 'HEAD' ? 'lax' : 'none'
}

// Fetch, "append a request Origin header". The default policy hides the origin only from https to http.
function resolveOrigin({ method, url, earlierUrls, initiator }: Navigation): string | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined
  if (!initiator || initiator.referrerPolicy === 'no-referrer') return 'null'
  const sameOrigin = resolveRelation(initiator.url, url) === 'same-origin'
  if (initiator.referrerPolicy === 'same-origin' && !sameOrigin) return 'null'
  // After a cross-origin redirect, the Origin header is `null`.
  const left = earlierUrls.some((each) => resolveRelation(initiator.url, each) !== 'same-origin')
  return left ? 'null' : new URL(initiator.url).origin
}

function resolveReferer({ url, initiator }: Navigation): string | undefined {
  if (!initiator || initiator.referrerPolicy === 'no-referrer') return undefined
  const page = new URL(initiator.url)
  if (resolveRelation(initiator.url, url) === 'same-origin') return page.origin + page.pathname + page.search
  return initiator.referrerPolicy === 'same-origin' ? undefined : `${page.origin}/`
}

/** Builds the headers that a browser adds to a navigation. */
export function buildNavigationHeaders(navigation: Navigation): Record<string, string> {
  const origin = resolveOrigin(navigation)
  const referer = resolveReferer(navigation)
  return {
    accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
    'accept-language': 'en-US,en;q=0.9',
    'sec-fetch-site': resolveFetchSite(navigation),
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
    'sec-fetch-user': '?1',
    'upgrade-insecure-requests': '1',
    'user-agent': 'Mozilla/5.0 (test user agent)',
    ...(origin !== undefined && { origin }),
    ...(referer !== undefined && { referer }),
  }
}
