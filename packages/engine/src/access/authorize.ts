import { meetsRequirement } from '@x/oidc-core'
import type { EngineContext } from '../engine-context.ts'
import { buildLoginChallenge, buildLoginUrl } from '../http/routes.ts'
import { buildProblem } from '../http/problem.ts'
import { buildRedirect } from '../http/redirect.ts'
import { type HttpRequest, isNavigation, isSameOriginPost, splitUrl, wantsHtml } from '../http/request.ts'
import { resolveReturnTo } from '../http/return-to.ts'
import { resolveFormSchemes } from '../pages/form-schemes.ts'
import { buildForbiddenPage } from '../pages/forbidden-page.ts'
import { buildPageResponse } from '../pages/build-page-response.ts'
import { buildSignInRequiredPage } from '../pages/sign-in-required-page.ts'
import type { Auth } from './auth.ts'
import { defineGate } from './define-gate.ts'
import type { GateOptions } from './gate.ts'

/**
 * Whether a gate lets a caller through.
 * @throws OidcError `config_invalid` for a gate with errors
 */
export function admits(options: GateOptions, auth: Auth): boolean {
  const gate = defineGate(options)
  // Types forbid it: where a token was to be asked for, the session must not be taken for one.
  if ('bearer' in gate) throw new TypeError('A gate that asks for a token is engine.gate or a guard.')
  if (auth.status === 'anonymous') return false
  // A role that is asked for and undefined is a mistake, not a wish to let everybody in.
  return !('role' in gate) || meetsRequirement(auth.roles, gate.role)
}

/** Answers a caller whom a gate does not let through; undefined for one whom it does. */
export async function refuse(
  context: EngineContext,
  request: HttpRequest,
  { auth, providerId }: { readonly auth: Auth; readonly providerId: string | undefined },
  options: GateOptions,
): Promise<Response | undefined> {
  if (admits(options, auth)) return undefined
  if (auth.status === 'anonymous') return refuseAnonymous(context, request)
  return refuseForbidden(context, request, auth.user.name, providerId)
}

async function refuseAnonymous(context: EngineContext, request: HttpRequest): Promise<Response> {
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
  context: EngineContext,
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
function buildLoginStartUrl(context: EngineContext, request: HttpRequest): string {
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
function resolveWayBack({ routes }: EngineContext, request: HttpRequest): string {
  if (request.method !== 'GET') return routes.home
  const { path, query } = splitUrl(request.url)
  return resolveReturnTo(routes.origin + path + (query === '' ? '' : `?${query}`), routes)
}
