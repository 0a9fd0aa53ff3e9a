import { type BodyLimits, readWebBody } from './body.ts'

/** The parts of a request that the engine reads. An adapter need not build a Web `Request`. */
export interface HttpRequest {
  /** The method in upper case, such as `GET`. */
  readonly method: string
  /** The URL as received: absolute, or only the path and the query. */
  readonly url: string
  /** The value of a header by its lower-case name; several values joined as HTTP joins them. */
  readonly header: (name: string) => string | null | undefined
  /** The other end of the connection, if the adapter knows it. */
  readonly peer?: Peer | undefined
  /**
   * Reads the text of the body, once; absent if the request has none. Routes that accept POST call it through `readForm`.
   * Rejects with the `OidcError` of `BodyCollector`, `buildCutOff`, `buildReadBefore` or `buildUnreadable`.
   */
  body?(limits: BodyLimits): Promise<string>
}

/** The other end of the connection: a client, or the proxy in front of the application. */
export interface Peer {
  /** The address as the runtime writes it. */
  readonly address?: string | undefined
  /** The certificate of the TLS handshake, in DER. */
  readonly certificate?: Uint8Array | undefined
}

/** Reads the request of a client that shows no page: it gets a status and a problem, and no redirect. */
export function withoutPage(request: HttpRequest): HttpRequest {
  return {
    method: request.method,
    url: request.url,
    header: (name) => (name === 'accept' ? undefined : request.header(name)),
    get peer() {
      return request.peer
    },
  }
}

/** Reads a Web `Request`; returns an `HttpRequest` unchanged. */
export function readHttpRequest(request: Request | HttpRequest): HttpRequest {
  if (isHttpRequest(request)) return request
  return {
    method: request.method,
    url: request.url,
    header: (name) => request.headers.get(name),
    body: (limits) => readWebBody(request, limits),
  }
}

function isHttpRequest(request: Request | HttpRequest): request is HttpRequest {
  // Checks own members only: with a polluted prototype, a `Request` would look like an `HttpRequest`.
  const isPolluted = Object.hasOwn(Object.prototype, 'header')
  return isPolluted ? Object.hasOwn(request, 'header') : 'header' in request
}

/** The path of a request, not normalized, and its query without the question mark. */
export interface SplitUrl {
  readonly path: string
  readonly query: string
}

/**
 * Splits the target of a request without normalizing it: only a path that literally equals a path of the library belongs to the
 * library. It runs on every request, so it compares strings and builds no `URL`.
 *
 * In absolute form the authority ends at the first `/`, `?` or `#`, and an empty path is `/`. A target in another form
 * (`*`, or an authority alone) is returned as its own path, which begins with no slash and so matches no route.
 * @see RFC 9112, section 3.2; RFC 3986, section 3.2
 */
export function splitUrl(url: string): SplitUrl {
  const begin = url.startsWith('/') ? 0 : authorityEnd(url)
  const hash = url.indexOf('#', begin)
  const end = hash === -1 ? url.length : hash
  const mark = url.indexOf('?', begin)
  const isQueried = mark !== -1 && mark < end
  const path = url.slice(begin, isQueried ? mark : end)
  return { path: path === '' && begin > 0 ? '/' : path, query: isQueried ? url.slice(mark + 1, end) : '' }
}

/** Matches a scheme in upper or lower case, and an authority that is not empty, with or without user information. */
const schemeAndAuthority = /^[a-z][a-z\d+.-]*:\/\/[^/?#]+/i

/** Where the path of a target in absolute form begins; 0 for a target in another form. */
function authorityEnd(url: string): number {
  return schemeAndAuthority.exec(url)?.[0].length ?? 0
}

/** Whether the response should be a page for a person rather than a document for a program. */
export function wantsHtml({ header }: HttpRequest): boolean {
  const accept = header('accept') ?? ''
  return /\btext\/html\b|\bapplication\/xhtml\+xml\b/iu.test(accept)
}

/** Whether a browser will show the response in its window, so that it can follow a redirect to a sign-in. */
export function isNavigation(request: HttpRequest): boolean {
  if (request.method !== 'GET' || isPrefetch(request)) return false
  const mode = request.header('sec-fetch-mode')
  return wantsHtml(request) && (mode === null || mode === undefined || mode === 'navigate')
}

/** Whether a browser or a framework only prefetches. A prefetch must not start anything. */
export function isPrefetch(request: HttpRequest): boolean {
  return isPrefetchOfBrowser(request) || isPresent(request.header('next-router-prefetch'))
}

/** Whether the browser itself prefetches, for a later navigation of its window. */
export function isPrefetchOfBrowser({ header }: HttpRequest): boolean {
  const purpose = `${header('sec-purpose') ?? ''} ${header('purpose') ?? ''} ${header('x-moz') ?? ''}`
  return /\bpre(?:fetch|render|view)\b/iu.test(purpose)
}

/**
 * Whether a page embeds the address as an image, a script, a style, a font or another subresource: a person cannot continue
 * from there. `empty` is a `fetch`, which routers of frameworks use for the navigation of a person.
 * @see Fetch Metadata Request Headers, section 2.1
 */
export function isSubresource({ header }: HttpRequest): boolean {
  const destination = header('sec-fetch-dest') ?? 'document'
  return !['document', 'iframe', 'frame', 'empty'].includes(destination)
}

/** Whether the response is shown in a frame of a page. Browsers without Fetch Metadata do not say it. */
export function isFramed({ header }: HttpRequest): boolean {
  return ['iframe', 'frame', 'embed', 'object'].includes(header('sec-fetch-dest') ?? '')
}

function isPresent(value: string | null | undefined): boolean {
  return value !== null && value !== undefined
}

/**
 * Whether a state-changing request came from a page of our own. Browsers say so themselves and pages cannot forge
 * it. A sibling subdomain (`same-site`) does not count as ours.
 * @see Fetch Metadata Request Headers, section 2.3; RFC 6454, section 7
 */
export function isSameOriginPost({ header }: HttpRequest, origin: string): boolean {
  const site = header('sec-fetch-site')
  return site === null || site === undefined ? header('origin') === origin : site === 'same-origin'
}

/**
 * Whether a page of another site sent the request, so that a browser would leave out a cookie with `SameSite=Lax`. The navigation of a
 * frame does not count: a site shows the application there. A request that changes state has to say where it comes from. An `Origin` counts
 * for a GET, too: it is a WebSocket or a `fetch`, or an adapter does not know the method.
 * @see RFC 6265bis, section 5.6.7.1; Fetch Metadata Request Headers, sections 2.2 and 2.3; RFC 6455, section 10.2
 */
export function isCrossSite({ header, method }: HttpRequest, ownOrigin: string): boolean {
  const site = header('sec-fetch-site') ?? ''
  const origin = header('origin') ?? ''
  const isRead = origin === '' && (method === 'GET' || method === 'HEAD')
  if (site !== '') return site === 'cross-site' && !(isRead && header('sec-fetch-mode') === 'navigate')
  return !isRead && origin !== ownOrigin
}
