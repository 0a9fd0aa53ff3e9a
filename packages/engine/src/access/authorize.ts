import { meetsRequirement, type OidcConfig } from '@x/oidc-core'
import { buildLoginChallenge, buildLoginUrl, type RouteTable } from '../http/routes.ts'
import type { ProviderRegistry } from '../providers/provider.ts'
import { buildProblem } from '../http/problem.ts'
import { buildRedirect } from '../http/redirect.ts'
import { type HttpRequest, isNavigation, isSameOriginPost, splitUrl, wantsHtml } from '../http/request.ts'
import { resolveReturnTo } from '../http/return-to.ts'
import { resolveFormSchemes } from '../pages/form-schemes.ts'
import { buildForbiddenPage } from '../pages/forbidden-page.ts'
import { buildPageResponse } from '../pages/build-page-response.ts'
import { buildSignInRequiredPage } from '../pages/sign-in-required-page.ts'
import type { Auth, Authenticated } from './auth.ts'
import { defineGate } from './define-gate.ts'
import type { GateOptions } from './gate.ts'
import type { Result } from '../result.ts'

/** What a refusal of people reads of the engine. */
export interface RefusalContext {
  readonly config: OidcConfig
  readonly providers: ProviderRegistry
  readonly routes: RouteTable
}

/** What a gate decided: who is let through, or the rule that refuses. */
export type Authorization = Result<Authenticated, 'anonymous' | 'role_missing'>

/**
 * Decides whether a gate lets a request through, for sessions and access tokens alike.
 * @throws OidcError `config_invalid` for a gate with errors
 * @throws TypeError for a gate that asks for a token, where the session must not be taken for one
 */
export function authorize(auth: Auth, options: GateOptions): Authorization {
  const gate = defineGate(options)
  // Types forbid it.
  if ('bearer' in gate) throw new TypeError('A gate that asks for a token is engine.gate or bearer.')
  if (auth.status === 'anonymous') return { ok: false, rule: 'anonymous' }
  // A role that is asked for and undefined is a mistake, not a wish to let everybody in.
  const isMet = !('role' in gate) || meetsRequirement(auth.roles, gate.role)
  return isMet ? { ok: true, value: auth } : { ok: false, rule: 'role_missing' }
}

/** Answers a person whom a gate does not let through. */
export async function refuse(
  context: RefusalContext,
  request: HttpRequest,
  { auth, providerId }: { readonly auth: Auth; readonly providerId: string | undefined },
): Promise<Response> {
  if (auth.status === 'anonymous') return refuseAnonymous(context, request)
  return refuseForbidden(context, request, auth.user.name, providerId)
}

async function refuseAnonymous(context: RefusalContext, request: HttpRequest): Promise<Response> {
  const { routes } = context
  const loginUrl = buildLoginStartUrl(context, request)
  if (isNavigation(request)) return buildRedirect(loginUrl, 302)
  const response = wantsHtml(request)
    ? await buildPageResponse({
        status: 401,
        ...buildSignInRequiredPage({ signInHref: loginUrl, sent: isOwnForm(request, routes.origin) }),
      })
    : buildProblem({ status: 401, title: 'Sign in first', code: 'anonymous' })
  response.headers.set('www-authenticate', buildLoginChallenge(routes))
  return response
}

/**
 * Whether a page of ours sent something. What another site sent must stay refused: who reloads the page once they are
 * signed in would send it with their session.
 */
function isOwnForm(request: HttpRequest, origin: string): boolean {
  return request.method !== 'GET' && request.method !== 'HEAD' && isSameOriginPost(request, origin)
}

async function refuseForbidden(
  context: RefusalContext,
  request: HttpRequest,
  name: string,
  providerId = '',
): Promise<Response> {
  const { routes } = context
  if (!wantsHtml(request)) {
    return buildProblem({ status: 403, title: 'A role is missing', code: 'role_missing' })
  }
  return buildPageResponse({
    status: 403,
    ...buildForbiddenPage({
      name,
      signOutAction: routes.path('logout'),
      switchAccountHref: buildLoginUrl(routes, providerId, {
        returnTo: resolveWayBack(context, request),
        switchAccount: true,
      }),
      backHref: routes.home,
    }),
    formSchemes: resolveFormSchemes(context.config),
  })
}

/** With one provider the sign-in starts at once, with several at the page to choose from. */
function buildLoginStartUrl(context: RefusalContext, request: HttpRequest): string {
  const { providers, routes } = context
  const returnTo = resolveWayBack(context, request)
  const [only, ...others] = providers.list()
  if (only !== undefined && others.length === 0)
    return buildLoginUrl(routes, only.config.providerId, { returnTo })
  return (
    routes.url('login') + (returnTo === routes.home ? '' : `?${new URLSearchParams({ returnTo }).toString()}`)
  )
}

/** The address that was asked for, on our own origin whatever the `Host` header said. A form cannot be come back to. */
function resolveWayBack({ routes }: RefusalContext, request: HttpRequest): string {
  if (request.method !== 'GET') return routes.home
  const { path, query } = splitUrl(request.url)
  return resolveReturnTo(routes.origin + path + (query === '' ? '' : `?${query}`), routes)
}
