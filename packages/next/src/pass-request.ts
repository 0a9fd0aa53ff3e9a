import { type NextProxy, type NextRequest, NextResponse } from 'next/server.js'
import { pageUrlHeader } from './read-request.ts'
import { applyCookies } from './write-cookies.ts'

/** Another proxy of the application. Without a response the request goes on to its page. */
export type OtherProxy = (request: NextRequest) => ReturnType<NextProxy>

/**
 * The header names with which a proxy tells Next.js to replace request headers: the list of names, and a prefix for each value.
 */
const listHeader = 'x-middleware-override-headers'
const valuePrefix = 'x-middleware-request-'
const cookieHeader = `${valuePrefix}cookie`

interface PassOptions {
  readonly next: OtherProxy | undefined
  /** New cookies of the session: the page gets them in its request. */
  readonly setCookies?: readonly string[]
}

/**
 * Passes a request on to another proxy, or to its page, and gives the page its own address and the newest cookies of the session. The
 * decisions of the other proxy are kept: its rewrite or redirect, its cookies, and its headers of the response and the request.
 */
export async function passRequest(
  request: NextRequest,
  { next, setCookies = [] }: PassOptions,
): Promise<Response> {
  const headers = new Headers(request.headers)
  headers.set(pageUrlHeader, request.url)
  if (setCookies.length > 0) headers.set('cookie', applyCookies(headers.get('cookie'), setCookies))
  const own = NextResponse.next({ request: { headers } })
  const response = (await next?.(request)) ?? own
  return response === own || !reachesPage(response) ? response : addOwn(response, own, setCookies)
}

function reachesPage({ headers }: Response): boolean {
  return headers.has('x-middleware-next') || headers.has('x-middleware-rewrite')
}

/** Next.js removes headers that are not in the list from the request. If the other proxy has no list, all headers are kept. */
function addOwn(response: Response, own: Response, setCookies: readonly string[]): Response {
  const passed = new Response(response.body, response)
  const list = passed.headers.get(listHeader)
  for (const [name, value] of own.headers) {
    const isOurs = name === valuePrefix + pageUrlHeader
    if (isOurs || (list === null && (name === listHeader || name.startsWith(valuePrefix))))
      passed.headers.set(name, value)
  }
  if (list !== null) {
    passed.headers.set(listHeader, `${list},${pageUrlHeader}`)
    // The other proxy may have added cookies of its own. If it keeps them from the page, the page gets none.
    const cookie = passed.headers.get(cookieHeader)
    if (cookie !== null) passed.headers.set(cookieHeader, applyCookies(cookie, setCookies))
  }
  return passed
}
