import { buildAuthorizationParameters, OidcError, type SignInProviderConfig } from '@x/oidc-core'
import type { EngineContext } from '../engine-context.ts'
import { buildSwitchAction, signOutParameter } from '../http/route-table.ts'
import { buildRedirect } from '../http/redirect.ts'
import { resolveReturnTo } from '../http/return-to.ts'
import { canSignOutAtProvider } from '../providers/end-session.ts'
import { getSignInProvider } from '../providers/provider.ts'
import type { ProviderMetadata } from '../providers/discovery.ts'
import { createAuthenticate } from '../sessions/authenticate.ts'
import { countLogins } from '../sessions/login-attempts.ts'
import { readDenial } from '../sessions/denial.ts'
import { buildSilentAttempt } from '../sessions/silent-attempts.ts'
import type { SilentLogin } from '../sessions/silent-sign-in.ts'
import { beginTransaction, hashShortly } from '../sessions/transaction.ts'
import type { RouteContext } from './route-handler.ts'

/** Maximum recent sign-ins whose session did not come back. The next one would fail in the same way, so it is refused. */
const maxRejectedLogins = 2

/** Begins a sign-in at the provider of the route. @param loginHint the account that another site proposes */
export async function beginSignIn(
  context: EngineContext,
  route: RouteContext,
  silent: SilentLogin | undefined,
  loginHint?: string,
): Promise<Response> {
  const { query, cookies } = route
  const { client, config } = getSignInProvider(route.providers, route.providerId)
  const { providerId } = config
  const parameters = new URLSearchParams(query)
  const switching = parameters.has('switch')
  const refused = switching ? undefined : await refuseRepeated(context, route, providerId)
  if (refused !== undefined) return refused

  const metadata = await client.metadata()
  const { checkSignInAbilities } = await import('../providers/sign-in-abilities.ts')
  const endpoint = checkSignInAbilities(config, metadata)
  const denial = switching ? await readDenial(context, cookies) : undefined
  const switches = denial?.sw ?? 0
  const isRefused = parameters.has(signOutParameter)
  if (switching && needsSignOutFirst(config, metadata, { switches, isRefused }))
    return askToSignOut(context, route)
  const { transaction, setCookies } = await beginTransaction(
    context,
    {
      providerId,
      issuerUrl: config.issuerUrl,
      redirectUri: context.routes.url('callback', providerId),
      returnTo: resolveReturnTo(parameters.get('returnTo'), context.routes),
      switching,
      isAgain: parameters.has('again'),
      silentFor: silent && (await hashShortly(silent.session.id)),
    },
    cookies,
  )
  const authorizationRequest = buildAuthorizationParameters(config, {
    redirectUri: transaction.redirectUri,
    ...transaction.secrets,
    loginHint,
    prompt: silent ? 'none' : switching ? choosePrompt(metadata, switches) : undefined,
  })
  const location = new URL(endpoint)
  for (const [name, value] of Object.entries(authorizationRequest)) location.searchParams.set(name, value)
  context.ports.emit?.({
    ...{ level: 'debug', code: 'sign_in_started', providerId },
    message: `A sign-in started at ${providerId}.`,
    detail: { silent: silent !== undefined },
  })
  const begun = silent ? [buildSilentAttempt(context, 'begun')] : []
  return buildRedirect(location.href, 302, [...setCookies, ...begun])
}

/**
 * Whether another account can be chosen only after a sign-out. Without `select_account` among the prompts, providers were seen to
 * answer `login` with the password form of the same person. Without a list of prompts, some refuse `select_account`, and others
 * ignore it.
 */
function needsSignOutFirst(
  config: SignInProviderConfig,
  metadata: ProviderMetadata,
  { switches, isRefused }: { readonly switches: number; readonly isRefused: boolean },
): boolean {
  if (!canSignOutAtProvider(config, metadata)) return false
  const prompts = metadata.prompt_values_supported
  return prompts === undefined ? isRefused || switches > 0 : !prompts.includes('select_account')
}

/** A sign-out changes state, so the person has to press the button. */
async function askToSignOut(
  context: EngineContext,
  { request, cookies, query }: RouteContext,
): Promise<Response> {
  const { routes } = context
  const { session } = await context.sessions.read(cookies)
  const denial = session === undefined ? await readDenial(context, cookies) : undefined
  const returnTo = resolveReturnTo(new URLSearchParams(query).get('returnTo'), routes)
  return context.pages.write(request, {
    status: 200,
    kind: 'switchAccount',
    data: {
      name: session?.name ?? denial?.name,
      signOutAction: buildSwitchAction(routes, returnTo),
      backHref: routes.home,
    },
  })
}

/**
 * Refuses the next of several recent sign-ins, if it would lead to the same again. Undefined: it may start.
 * @throws OidcError `session_cookie_rejected`
 */
async function refuseRepeated(
  context: EngineContext,
  { cookies, request }: RouteContext,
  providerId: string,
): Promise<Response | undefined> {
  if (countLogins('attempts', context, cookies) < maxRejectedLogins) return undefined
  // A person who is not admitted has no session. The cookie of the denial proves that the browser stores cookies.
  if ((await readDenial(context, cookies)) !== undefined) return undefined
  const { isRefused, session } = await context.sessions.read(cookies)
  if (session === undefined)
    throw new OidcError(
      'session_cookie_rejected',
      `Sign-ins at ${providerId} succeed, but no session comes back.`,
      { providerId },
    )
  // Another process, with another mapping, admits the person. An application that redirects there would do so again and again.
  return isRefused ? (await createAuthenticate(context)(request)).authorize() : undefined
}

/** If the provider ignored or does not know `select_account`, `login` lets another person sign in. */
function choosePrompt(metadata: ProviderMetadata, switchesBefore: number): 'select_account' | 'login' {
  const isKnown = metadata.prompt_values_supported?.includes('select_account') ?? true
  return isKnown && switchesBefore === 0 ? 'select_account' : 'login'
}
