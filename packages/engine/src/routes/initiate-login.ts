import { isIssuerOf, OidcError } from '@x/oidc-core'
import { readForm } from '../http/form.ts'
import { moveToBaseUrl } from '../http/move-to-base-url.ts'
import { buildPrivateResponse } from '../http/private-headers.ts'
import { buildRedirect } from '../http/redirect.ts'
import { isPrefetch, isSubresource } from '../http/request.ts'
import { andThen } from '../maybe-promise.ts'
import { getSignInProvider, type Provider, type SignInProvider } from '../providers/provider.ts'
import type { EngineContext } from '../engine-context.ts'
import { beginSignIn } from './begin-sign-in.ts'
import type { RouteContext, RouteHandler } from './route-handler.ts'

/** Maximum characters of `login_hint`: an e-mail address has 320 at most. */
const maxHintLength = 320

/** Maximum characters of all parameters. */
const maxQueryLength = 8192

/**
 * Starts a sign-in for another site, by GET or POST. The site only chooses a provider of this application, proposes an account, and an
 * address of this application for the time after. It changes no state: a session of this browser stays until the callback, where the
 * person has signed in at the provider.
 * @see OpenID Connect Core 1.0, section 4
 */
export const handleInitiateLogin: RouteHandler = async (context, route) => {
  const { request, query } = route
  if (request.method === 'HEAD') return buildPrivateResponse(new Response(null, { status: 204 }))
  if (isPrefetch(request)) return buildPrivateResponse(new Response(null, { status: 503 }))
  if (isSubresource(request)) return buildPrivateResponse(new Response(null, { status: 403 }))
  if (request.method === 'POST') return repeatAsGet(context, route)

  const moved = moveToBaseUrl(context, route)
  if (moved !== undefined) return moved
  const { iss, hint, target } = readInitiation([...new URLSearchParams(query)])
  const { config } = await findProvider(context, route, iss)
  const { providerId } = config
  const parameters = new URLSearchParams(target === undefined ? {} : { returnTo: target })
  const login = { ...route, name: 'authorization', providerId, query: parameters.toString() } as const
  return beginSignIn(context, login, undefined, hint)
}

/** A POST of another site brings no cookies with `SameSite=Lax`. The GET after a redirect brings those that a sign-in needs. */
async function repeatAsGet({ ports, routes }: EngineContext, { request }: RouteContext): Promise<Response> {
  const form = [...(await readForm(request, ports))]
  const { iss, hint, target } = readInitiation(form)
  const parameters = new URLSearchParams({
    iss,
    ...(hint !== undefined && { login_hint: hint }),
    ...(target !== undefined && { target_link_uri: target }),
  })
  return buildRedirect(`${routes.url('initiateLogin')}?${parameters.toString()}`, 303)
}

interface Initiation {
  readonly iss: string
  readonly hint: string | undefined
  readonly target: string | undefined
}

/** @throws OidcError `request_invalid` for a parameter that is repeated (RFC 6749, section 3.1), too long or missing */
function readInitiation(parameters: readonly (readonly [string, string])[]): Initiation {
  const values = new Map(parameters)
  if (values.size < parameters.length) throw invalid('a parameter is repeated')
  if (parameters.reduce((sum, pair) => sum + pair.join('=').length, 0) > maxQueryLength)
    throw invalid(`the parameters have more than ${maxQueryLength} characters`)
  const iss = values.get('iss')
  const hint = values.get('login_hint')
  if (iss === undefined || iss === '') throw invalid('iss is missing')
  if (hint !== undefined && hint.length > maxHintLength)
    throw invalid(`login_hint has more than ${maxHintLength} characters`)
  return { iss, hint: hint === '' ? undefined : hint, target: values.get('target_link_uri') }
}

/**
 * Only a provider that allows it: no request goes to an issuer that the configuration does not have. Several providers of a list may have
 * one issuer.
 */
async function findProvider(
  { providers }: EngineContext,
  route: RouteContext,
  iss: string,
): Promise<SignInProvider> {
  const found = await andThen<Provider | undefined, Provider | undefined>(
    providers.loadByIssuer(iss),
    // The request uses the provider that its id finds.
    (provider) => provider && route.providers.load(provider.config.providerId),
  )
  if (found === undefined || !isIssuerOf(found.config, iss))
    throw invalid('iss is not the issuer of a provider of this application')
  const { providerId } = found.config
  const provider = found.config.signIn ? getSignInProvider({ find: () => found }, providerId) : undefined
  if (provider?.config.thirdPartyLogin === true) return provider
  const other = providers.listSignIn().find(({ config }) => config.thirdPartyLogin && isIssuerOf(config, iss))
  if (other !== undefined) return other
  throw invalid(`thirdPartyLogin is not set at provider ${providerId}`)
}

function invalid(why: string): OidcError {
  return new OidcError('request_invalid', `A sign-in that another site started is refused: ${why}.`, { why })
}
