import { type HttpRequest } from '@x/oidc-engine'
import { readHttpRequest } from '@x/oidc-engine/adapter'
import { headers as readHeaders } from 'next/headers.js'
import { connection } from 'next/server.js'
import { readBasePath, readPath, restoreBasePath } from './address.ts'

/** Reads the parts of a request that the engine needs, with the address that the engine matches. */
export function readRequest(request: Request, url: string): HttpRequest {
  return { ...readHttpRequest(request), url }
}

const routeRequests = new WeakMap<Request, HttpRequest>()

/** Reads a request to a route handler, once: a DPoP proof counts for one request, and a handler may have several gates. */
export function readRouteRequest(request: Request, baseUrl: string): HttpRequest {
  const url = restoreBasePath(readPath(request.url), readBasePath(baseUrl))
  const known = routeRequests.get(request) ?? readRequest(request, url)
  routeRequests.set(request, known)
  return known
}

/** With this header the proxy passes a page its own address. If the proxy runs, it overwrites a value from the client. */
export const pageUrlHeader = 'x-oidc-page-url'

/**
 * Reads the parts of a request that the engine needs, while a page is rendered or an action runs. Its response is for a browser's
 * window: the router of Next.js turns a redirect into a navigation. Without a proxy the address is not known.
 * @throws Error in the Pages Router without the request
 */
export async function readPageRequest(): Promise<HttpRequest> {
  // With Cache Components the engine may read the clock only after this.
  await awaitRequest()
  const sent = await readAppHeaders()
  return buildPageRequest((name) => sent.get(name), sent.get(pageUrlHeader) ?? '')
}

/** A request in the Pages Router: `req` of `getServerSideProps` and of an API route. */
export interface PagesRequest {
  /** The headers of the request, of which the cookie is read, and whether a page of another site sent it. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The method of the request. @default 'GET' */
  readonly method?: string | undefined
}

/** Reads the parts of a request that the engine needs, in the Pages Router. */
export function readPagesRequest({ headers, method = 'GET' }: PagesRequest): HttpRequest {
  const read = (name: string) => (Object.hasOwn(headers, name) ? headers[name]?.toString() : undefined)
  return { ...buildPageRequest(read, ''), method }
}

/** The headers that say whose request it is, and whether a page of another site sent it. */
const pageHeaders = ['cookie', 'origin', 'sec-fetch-site']

/**
 * Next.js does not say the method: a request with an `Origin` may be one that changes state. Its router fetches a page for a person, who can
 * go on to a sign-in, so the mode of a request counts only if it is of another site.
 */
function buildPageRequest(read: HttpRequest['header'], url: string): HttpRequest {
  const isKnown = (name: string): boolean =>
    pageHeaders.includes(name) || (name === 'sec-fetch-mode' && read('sec-fetch-site') === 'cross-site')
  return {
    ...{ method: 'GET', url },
    header: (name) => (name === 'accept' ? 'text/html' : isKnown(name) ? read(name) : null),
  }
}

const readAppHeaders = (): Promise<Headers> => explain(readHeaders)

/** Waits for a request. While `next build` builds pages, there is no request. @throws Error in the Pages Router */
export const awaitRequest = (): Promise<void> => explain(connection)

/** Says what to do where the app router of Next.js has no request. */
async function explain<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('outside a request scope')) throw error
    throw new Error(
      'There is no request of the app router here. In the Pages Router pass it: getAuth(context.req) in ' +
        'getServerSideProps, getAuth(req) in an API route. requireUser, requireRole, action and route work in the app router only. ' +
        'A test cannot call a page, an action or a route handler as a function: start next dev or next start, and send it a ' +
        'request with the header Cookie of signedInCookie(oidc, { name, roles }), from @x/oidc-testing.',
      { cause: error },
    )
  }
}
