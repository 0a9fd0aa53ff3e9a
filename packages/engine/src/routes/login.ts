import { buildPrivateResponse } from '../http/private-headers.ts'
import { moveToBaseUrl } from '../http/move-to-base-url.ts'
import { isFramed, isPrefetch, isSubresource } from '../http/request.ts'
import { resolveReturnTo } from '../http/return-to.ts'
import { loadSignInProvider } from '../providers/provider.ts'
import { readSilentLogin, returnUnrenewed } from '../sessions/silent-sign-in.ts'
import { beginSignIn } from './begin-sign-in.ts'
import type { RouteHandler } from './route-handler.ts'

/** Sends a person to the provider: the authorization request. @see OpenID Connect Core 1.0, section 3.1.2.1 */
export const handleLogin: RouteHandler = async (context, route) => {
  const { request, query } = route
  const { providerId } = (await loadSignInProvider(route.providers, route.providerId)).config
  // A prefetch is not a request to sign in, so it starts nothing. The response makes the browser send a navigation later.
  if (request.method === 'HEAD') return buildPrivateResponse(new Response(null, { status: 204 }))
  if (isPrefetch(request)) return buildPrivateResponse(new Response(null, { status: 503 }))
  if (isSubresource(request)) return buildPrivateResponse(new Response(null, { status: 403 }))

  const moved = moveToBaseUrl(context, route)
  if (moved !== undefined) return moved

  const silent = await readSilentLogin(context, route)
  if (silent === undefined) {
    const begun = await beginSignIn(context, route, undefined)
    if (context.config.session.sameSite !== 'none' || !isFramed(request)) return begun
    const { offerWindow } = await import('./framed-sign-in.ts')
    return offerWindow(context, request, begun)
  }
  const returnTo = resolveReturnTo(new URLSearchParams(query).get('returnTo'), context.routes)
  if (!silent.isDue) return returnUnrenewed(context, { providerId, returnTo }, {})
  try {
    return await beginSignIn(context, route, silent)
  } catch (error) {
    return returnUnrenewed(context, { providerId, returnTo }, { error })
  }
}
