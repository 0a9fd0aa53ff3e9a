import { meetsRequirement, type OidcConfig } from '@x/oidc-core'
import { buildLoginChallenge, buildLoginUrl, type RouteTable } from '../http/route-table.ts'
import type { ProviderRegistry } from '../providers/provider.ts'
import { reportOtherPort } from '../http/move-to-base-url.ts'
import { buildProblem } from '../http/problem.ts'
import { buildRedirect } from '../http/redirect.ts'
import { type HttpRequest, isNavigation, isSameOriginPost, splitUrl, wantsHtml } from '../http/request.ts'
import { resolveReturnTo } from '../http/return-to.ts'
import type { PageWriter } from '../pages/page-writer.ts'
import type { Auth, Authenticated } from './auth.ts'
import { type GateReportContext, reportGateRefusal, type RefusedCaller } from './report-gate-refusal.ts'
import { defineGate } from './define-gate.ts'
import type { GateOptions } from './gate-options.ts'
import type { Result } from '../result.ts'

/** The parts of the engine that the response to a refused person needs. */
export interface RefusalContext extends GateReportContext {
  readonly config: OidcConfig
  readonly providers: ProviderRegistry
  readonly routes: RouteTable
  readonly pages: PageWriter
}

/** The decision of a gate: the caller that it admits, or the rule that refuses the request. */
export type Authorization = Result<Authenticated, 'anonymous' | 'role_missing'>

/**
 * Decides whether a gate lets a request through, for sessions and access tokens alike.
 * @throws OidcError `config_invalid` for a gate with errors
 * @throws TypeError for a gate that asks for a token, because a session must not replace a token
 */
export function authorize(auth: Auth, options: GateOptions): Authorization {
  const gate = defineGate(options)
  // Types forbid it.
  if ('bearer' in gate)
    throw new TypeError('authorize checks no access token. For a gate with bearer, use engine.gate.')
  if (auth.status === 'anonymous') return { ok: false, rule: 'anonymous' }
  // A role whose value is undefined is a mistake. It must not open the gate.
  const isMet = !('role' in gate) || meetsRequirement(auth.roles, gate.role)
  return isMet ? { ok: true, value: auth } : { ok: false, rule: 'role_missing' }
}

/** Builds the response for a person that a gate refuses. */
export async function refuse(
  context: RefusalContext,
  request: HttpRequest,
  caller: { readonly auth: Auth } & Pick<RefusedCaller, 'providerId' | 'role'>,
): Promise<Response> {
  const { auth } = caller
  if (auth.status === 'authenticated') return refuseForbidden(context, request, { ...caller, auth })
  if (!context.providers.isFound && context.providers.listSignIn().length === 0) return buildTokenNeeded()
  reportOtherPort(context, request)
  if (isNavigation(request)) return buildRedirect(buildLoginStartUrl(context, request), 302)
  return askToSignIn(context, request)
}

/** Builds the 401 for a request that is not redirected. */
export async function askToSignIn(context: RefusalContext, request: HttpRequest): Promise<Response> {
  const { routes } = context
  const loginUrl = buildLoginStartUrl(context, request)
  const response = wantsHtml(request)
    ? await context.pages.write(request, {
        status: 401,
        kind: 'signInRequired',
        data: { signInHref: loginUrl, sent: isOwnForm(request, routes.origin) },
      })
    : buildProblem({ status: 401, title: 'Sign in first', code: 'anonymous' })
  response.headers.set('www-authenticate', buildLoginChallenge(routes))
  return response
}

/** The response of an application that is only an API. It has no sign-in to which it could send a browser. */
function buildTokenNeeded(): Response {
  const headers = { 'www-authenticate': tokenChallenge }
  return buildProblem({ status: 401, title: 'An access token is needed', code: 'anonymous' }, headers)
}

/** The challenge has no parameters, because the gate does not know those of the API. @see RFC 6750, section 3 */
export const tokenChallenge = 'Bearer'

/**
 * Whether one of the application's own pages sent the request. A request from another site stays refused: a reload after
 * the sign-in would send it with the session.
 */
function isOwnForm(request: HttpRequest, origin: string): boolean {
  return request.method !== 'GET' && request.method !== 'HEAD' && isSameOriginPost(request, origin)
}

async function refuseForbidden(
  context: RefusalContext,
  request: HttpRequest,
  caller: RefusedCaller,
): Promise<Response> {
  const { routes } = context
  const { auth, providerId } = caller
  const code = 'role_missing'
  const reference = reportGateRefusal(context, request, caller)
  if (!wantsHtml(request)) return buildProblem({ status: 403, title: 'A role is missing', code, reference })
  return context.pages.write(request, {
    status: 403,
    kind: 'forbidden',
    data: {
      name: auth.user.name,
      reference,
      signOutAction: routes.path('logout'),
      switchAccountHref: buildLoginUrl(routes, providerId, {
        returnTo: resolveWayBack(context, request),
        switchAccount: true,
      }),
      backHref: routes.home,
    },
  })
}

/** Starts the sign-in at once with one provider. With several providers, it leads to the page to choose one. */
function buildLoginStartUrl(context: RefusalContext, request: HttpRequest): string {
  const { providers, routes } = context
  const returnTo = resolveWayBack(context, request)
  const [only, ...others] = providers.listSignIn()
  if (only !== undefined && others.length === 0)
    return buildLoginUrl(routes, only.config.providerId, { returnTo })
  return (
    routes.url('login') + (returnTo === routes.home ? '' : `?${new URLSearchParams({ returnTo }).toString()}`)
  )
}

/**
 * The requested address, always on the application's own origin. The home page replaces an unknown address, and the address of a
 * form, because a GET cannot send the form again.
 */
export function resolveWayBack({ routes }: RefusalContext, request: HttpRequest): string {
  const { path, query } = splitUrl(request.url)
  if (request.method !== 'GET' || path === '') return routes.home
  return resolveReturnTo(routes.origin + path + (query === '' ? '' : `?${query}`), routes)
}
