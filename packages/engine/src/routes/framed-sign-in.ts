import type { EngineContext } from '../engine-context.ts'
import { buildPrivateResponse } from '../http/private-headers.ts'
import type { HttpRequest } from '../http/request.ts'
import { frameSuffix } from '../sessions/transaction.ts'

/** The frame waits for the callback of its sign-in, and opens it itself: it alone has the cookie of the transaction. */
const waitForCallback =
  'addEventListener("message",function(e){' +
  'if(e.origin===location.origin&&new URL(e.data).origin===e.origin)location.replace(e.data)})'

/** The window sends the address of its callback to the frame that opened it, if that shows the application, and to no other page. */
const passCallback =
  'if(opener){var u=new URL(location.href),p=u.searchParams;' +
  `p.set("state",p.get("state").slice(0,-${frameSuffix.length}));` +
  'opener.postMessage(u.href,u.origin);close()}'

/**
 * Responds to a sign-in in a frame. Most providers refuse to be shown there, so the page has a link that opens the provider in a window
 * of its own. In that window browsers keep other cookies than in the frame: the `state` says that the callback belongs to the frame.
 * @param begun the redirect to the provider, with the cookie of the transaction
 */
export async function offerWindow(
  { pages }: EngineContext,
  request: HttpRequest,
  begun: Response,
): Promise<Response> {
  const location = begun.headers.get('location')
  if (location === null) return begun
  const address = new URL(location)
  address.searchParams.set('state', (address.searchParams.get('state') ?? '') + frameSuffix)
  const page = await pages.write(request, {
    ...{ status: 200, kind: 'signInRequired' },
    data: { signInHref: address.href, sent: false, opensWindow: true },
  })
  return addScript(buildPrivateResponse(page, begun.headers.getSetCookie()), waitForCallback)
}

/** Responds to the callback in the window. A person sees the page only if no frame waits for it. */
export async function passToFrame({ pages, routes }: EngineContext, request: HttpRequest): Promise<Response> {
  const page = await pages.write(request, {
    ...{ status: 400, kind: 'error' },
    data: { code: 'transaction_missing', retryHref: routes.home },
  })
  // With it, the browser would hide the frame from this window.
  page.headers.delete('cross-origin-opener-policy')
  return addScript(page, passCallback)
}

/** Adds a script to a page, and allows this one script. */
async function addScript(page: Response, script: string): Promise<Response> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script))
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)))
  const { headers, status } = page
  const policy = headers.get('content-security-policy') ?? ''
  headers.set('content-security-policy', `${policy}; script-src 'sha256-${hash}'`)
  return new Response(`${await page.text()}<script>${script}</script>`, { status, headers })
}
