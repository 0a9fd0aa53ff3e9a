import { buildEndSessionParameters, isIssuerOf, OidcError } from '@x/oidc-core'
import { withTimeout } from '../cache/timeout.ts'
import { buildDeletion } from '../cookies/cookie.ts'
import { buildSessionClearing } from '../cookies/session-cookies.ts'
import type { EngineContext } from '../engine-context.ts'
import { describeError } from '../http/describe-error.ts'
import { answerError } from '../http/error-response.ts'
import { clearSiteData } from '../http/clear-site.ts'
import { buildLoginUrl } from '../http/route-table.ts'
import { buildRedirect } from '../http/redirect.ts'
import { isSameOriginPost } from '../http/request.ts'
import { resolveReturnTo } from '../http/return-to.ts'
import { resolveIdTokenAlgorithms } from '../jwt/id-token.ts'
import { verifyJws } from '../jwt/jws.ts'
import { findEndSessionEndpoint, providerLogoutSeconds } from '../providers/end-session.ts'
import { isSignInProvider, type Provider, type ProviderLoader } from '../providers/provider.ts'
import { readDenial } from '../sessions/denial.ts'
import { endWithTokens } from '../sessions/end-with-tokens.ts'
import { beginLogout, type NextLogin, readLogoutToken } from '../sessions/logout-cookies.ts'
import { describeSession, type Session } from '../sessions/session.ts'
import type { RouteContext, RouteHandler } from './route-handler.ts'

/** Ends the local session, then the provider's: a GET shows a question, a POST from one of our own pages signs out. */
export const handleLogout: RouteHandler = async (context, route) => {
  if (route.request.method === 'POST') return signOut(context, route)
  const user = await findUser(context, route)
  if (user === undefined) return buildRedirect(context.routes.url('loggedOut'), 302)
  return context.pages.write(route.request, {
    status: 200,
    kind: 'confirmLogout',
    data: {
      name: user.name,
      signOutAction: context.routes.path('logout'),
      backHref: context.routes.home,
    },
  })
}

/** The user who signs out: of a session, or of a sign-in that was not admitted. */
interface SignOutUser {
  readonly providerId: string
  readonly name: string | undefined
  readonly subject: string | undefined
  readonly idToken: string | undefined
  /** Undefined if the person was not admitted. */
  readonly session: Session | undefined
}

async function findUser(context: EngineContext, { cookies }: RouteContext): Promise<SignOutUser | undefined> {
  const { session } = await context.sessions.read(cookies)
  if (session !== undefined) {
    const { providerId, name, subject } = session
    return {
      providerId,
      name,
      subject,
      idToken: await readLogoutToken(context, { providerId, subject }, cookies),
      session,
    }
  }
  const denial = await readDenial(context, cookies)
  return (
    denial && {
      ...{ providerId: denial.pid, name: denial.name, subject: undefined, idToken: denial.idt },
      session: undefined,
    }
  )
}

/** Signs out. After an error, the session may go on in its store, and this browser has it no longer. */
async function signOut(context: EngineContext, route: RouteContext): Promise<Response> {
  const { names, routes } = context
  const { request, cookies } = route
  if (!isSameOriginPost(request, routes.origin)) {
    throw new OidcError(
      'cross_site_request',
      'A sign-out was posted from another site, or by a program that sends no Origin.',
      {},
    )
  }
  const deletions = [names.denied, names.logoutToken, names.attempts].map((name) =>
    buildDeletion(names, name),
  )
  try {
    return clearSiteData(context, await endSession(context, route, deletions))
  } catch (error) {
    const setCookies = [...buildSessionClearing(names, cookies), ...deletions]
    return clearSiteData(context, await answerError(context, request, error, { setCookies }))
  }
}

async function endSession(
  context: EngineContext,
  route: RouteContext,
  deletions: readonly string[],
): Promise<Response> {
  const { cookies, handling, query } = route
  const { routes } = context
  const user = await findUser(context, route)
  const { setCookies, revoked } =
    user?.session === undefined
      ? { setCookies: await context.sessions.end(cookies), revoked: undefined }
      : await endWithTokens(context, user.session, cookies, handling)
  if (user?.session !== undefined) await logSignOut(context, user.session)
  const next = user && resolveNextLogin(context, query, user.providerId)
  const atProvider = user && (await buildProviderLogout(context, route, user, next))
  await revoked
  const ended = [...setCookies, ...deletions]
  if (atProvider !== undefined)
    return buildRedirect(atProvider.location, 303, [...ended, atProvider.stateCookie])
  const here = next === undefined ? routes.url('loggedOut') : buildLoginUrl(routes, next.providerId, next)
  return buildRedirect(here, 303, ended)
}

async function logSignOut({ ports }: EngineContext, session: Session): Promise<void> {
  ports.log({
    level: 'info',
    code: 'signed_out',
    message: `A person who signed in at ${session.providerId} signed out.`,
    ...(await describeSession(session)),
  })
}

/** Starts the sign-in after a sign-out for another account. */
function resolveNextLogin(
  { routes }: EngineContext,
  query: string,
  providerId: string,
): NextLogin | undefined {
  const parameters = new URLSearchParams(query)
  if (!parameters.has('switch')) return undefined
  return { providerId, returnTo: resolveReturnTo(parameters.get('returnTo'), routes) }
}

/** Builds the redirect to the provider's own sign-out. @see OpenID Connect RP-Initiated Logout 1.0, section 2 */
async function buildProviderLogout(
  context: EngineContext,
  { providers }: RouteContext,
  user: SignOutUser,
  next: NextLogin | undefined,
): Promise<{ readonly location: string; readonly stateCookie: string } | undefined> {
  const provider = await findProvider(context, providers, user.providerId)
  if (provider === undefined || !isSignInProvider(provider) || !provider.config.providerLogout)
    return undefined
  // The provider may have another issuer by now, which does not know the session and must not learn who has it.
  if (user.session !== undefined && !isIssuerOf(provider.config, user.session.issuer)) return undefined
  const location = await findEndSessionEndpoint(provider, context.ports)
  if (location === undefined) return undefined

  const { state, cookie } = beginLogout(context, next)
  const parameters = buildEndSessionParameters({
    logoutParams: provider.config.logoutParams,
    clientId: provider.config.clientId,
    postLogoutRedirectUri: context.routes.url('loggedOut'),
    state,
    idTokenHint: await keepKnownHint(context, provider, user.idToken),
    logoutHint: user.subject,
  })
  for (const [name, value] of Object.entries(parameters)) location.searchParams.set(name, value)
  return { location: location.href, stateCookie: cookie }
}

/** The person is signed out here in any case, so a function that fails is an event. */
async function findProvider(
  { ports }: EngineContext,
  providers: ProviderLoader,
  providerId: string,
): Promise<Provider | undefined> {
  try {
    return await providers.load(providerId)
  } catch (error) {
    ports.log({
      level: 'warn',
      code: 'provider_logout_unknown',
      message: `The provider of a person cannot be looked up; they are signed out here only. ${describeError(error).message}`,
      providerId,
    })
    return undefined
  }
}

/** Drops an ID Token whose key the provider has deleted. The provider would refuse it as a hint, and the sign-out would fail. */
async function keepKnownHint(
  { ports }: EngineContext,
  { client, config }: Provider,
  idToken: string | undefined,
): Promise<string | undefined> {
  if (idToken === undefined) return undefined
  const verified = await withTimeout(ports.startTimer, providerLogoutSeconds, async () => {
    const { id_token_signing_alg_values_supported: announced } = await client.metadata()
    return verifyJws(idToken, client.keys.known, resolveIdTokenAlgorithms(config, announced))
  })
  // Without keys, it is unknown whether the key was deleted.
  const isUnknown = verified.ok && !verified.value.ok && verified.value.rule === 'key'
  return isUnknown ? undefined : idToken
}
