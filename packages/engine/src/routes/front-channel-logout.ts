import { isIssuerOf } from '@x/oidc-core'
import { buildDeletion } from '../cookies/cookie.ts'
import type { EngineContext } from '../engine-context.ts'
import { answerError } from '../http/error-response.ts'
import { clearSiteData } from '../http/clear-site.ts'
import { isPrefetchOfBrowser } from '../http/request.ts'
import { loadLogoutProvider } from '../providers/logout-provider.ts'
import type { SignInProvider } from '../providers/provider.ts'
import { endScope } from '../sessions/end-sessions.ts'
import { reportRefusedLogout } from '../access/report-refused-logout.ts'
import type { RouteContext, RouteHandler } from './route-handler.ts'

/**
 * Ends a session in a frame of the provider's sign-out page. `iss` and `sid` name the session: any page can contain the frame, and a
 * browser sends no `SameSite=Lax` cookie with it. So without them nothing ends. It revokes no token at the provider (decision 141).
 * @see OpenID Connect Front-Channel Logout 1.0, section 2
 */
export const handleFrontChannelLogout: RouteHandler = async (context, route) => {
  try {
    return await receiveFrame(context, route, await loadLogoutProvider(route, 'frontChannelLogout'))
  } catch (error) {
    return answerError(context, route.request, error, { isCounted: true })
  }
}

async function receiveFrame(
  context: EngineContext,
  route: RouteContext,
  provider: SignInProvider,
): Promise<Response> {
  const { providerId } = provider.config
  const parameters = new URLSearchParams(route.query)
  const rule = findBrokenRule(parameters, provider)
  if (rule !== undefined) {
    reportRefusedLogout(context, { by: 'front_channel', providerId, rule })
    return answer(provider, 400)
  }
  // The browser asks again when the page is shown.
  if (isPrefetchOfBrowser(route.request)) return answer(provider, 400)
  const scope = {
    issuer: parameters.get('iss') ?? '',
    subject: undefined,
    sessionId: parameters.get('sid') ?? '',
  }
  try {
    const cookies = await endOfBrowser(context, route, scope)
    const logout = { at: context.ports.now(), isProven: false, by: 'front_channel', providerId } as const
    await endScope(context, scope, logout)
    const done = answer(provider, 200, cookies)
    // Any page can invent a `sid`: without the cookie of the session it must not empty what the person keeps here.
    return cookies.length === 0 ? done : clearSiteData(context, done)
  } catch (error) {
    const failed = await answerError(context, route.request, error, { isCounted: true })
    const retryAfter = failed.headers.get('retry-after')
    return answer(provider, failed.status, [], retryAfter)
  }
}

/** Maximum characters of `sid`, as in logout tokens. */
const maxSidLength = 1000

function findBrokenRule(parameters: URLSearchParams, { config }: SignInProvider): string | undefined {
  const [iss, sid] = ['iss', 'sid'].map((name) => parameters.getAll(name)) as [string[], string[]]
  if (iss.length > 1 || sid.length > 1) return 'repeated'
  if (iss.length !== sid.length) return 'iss_and_sid'
  if (iss.length === 0) return 'iss_and_sid_missing'
  if (!isIssuerOf(config, iss[0] ?? '')) return 'iss'
  return sid[0] === '' || (sid[0]?.length ?? 0) > maxSidLength ? 'sid' : undefined
}

/** If the browser sends the cookies of this session, they are deleted. */
async function endOfBrowser(
  { names, sessions }: EngineContext,
  { cookies }: RouteContext,
  { issuer, sessionId }: { readonly issuer: string; readonly sessionId: string },
): Promise<readonly string[]> {
  const { session } = await sessions.read(cookies)
  if (session?.issuer !== issuer || session.providerSessionId !== sessionId) return []
  return [...(await sessions.end(cookies)), buildDeletion(names, names.logoutToken)]
}

/** Builds an empty document, which the provider's pages alone may frame. */
function answer(
  { config: { issuerUrl } }: SignInProvider,
  status: number,
  setCookies: readonly string[] = [],
  retryAfter: string | null = null,
): Response {
  const headers = new Headers({
    'cache-control': 'no-store',
    pragma: 'no-cache',
    'content-security-policy': `default-src 'none'; frame-ancestors ${new URL(issuerUrl).origin}`,
    'content-type': 'text/html; charset=utf-8',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  if (retryAfter !== null) headers.set('retry-after', retryAfter)
  for (const cookie of setCookies) headers.append('set-cookie', cookie)
  return new Response('<!doctype html><title>Signed out</title>', { status, headers })
}
