import { type Decision, isOidcError } from '@x/oidc-core'
import type { EngineContext } from '../../engine-context.ts'
import { buildDeletion } from '../../cookies/cookie.ts'
import { isInSeveralCookies } from '../../cookies/session-cookies.ts'
import { computeSha256 } from '../../crypto/hash.ts'
import { isNavigation } from '../../http/request.ts'
import { measureResponse, recordResponse, replayResponse } from '../../http/recorded-response.ts'
import { buildRedirect } from '../../http/redirect.ts'
import { loadSignInProvider, type SignInProvider } from '../../providers/provider.ts'
import type { Ports } from '../../ports.ts'
import { exchangeCode, type ExchangedCode } from '../../providers/sign-in-claims.ts'
import { denyAccess } from '../../sessions/denial.ts'
import { createSession } from '../../sessions/create-session.ts'
import { buildLoginCount } from '../../sessions/login-attempts.ts'
import { markAsAnswered } from '../../sessions/answered-sign-in.ts'
import { readReplacedSession, revokeReplaced } from '../../sessions/replaced-session.ts'
import type { AdmittedSignIn, DeniedSignIn, SignIn } from '../../sessions/sign-in.ts'
import type { SessionTokens } from '../../sessions/session-tokens.ts'
import {
  claimTransaction,
  findTransaction,
  hashShortly,
  type Transaction,
} from '../../sessions/transaction.ts'
import type { RouteContext, RouteHandler } from '../route-handler.ts'
import { admit } from './admit.ts'
import { isSamePerson, offerSignOut } from './another-account.ts'
import { parseResponse, validateResponse } from './authorization-response.ts'
import { answerFailedCallback } from './failed-callback.ts'
import { readRenewedSession, revokeUnused } from './silent-callback.ts'
import { reportOvertaken, reportSignInEnd } from './report-sign-in-end.ts'
import { answerStrayCallback } from './stray-callback.ts'

/**
 * Receives the authorization response, at the redirect URI. A browser may send it twice: a service worker preloads a navigation,
 * or a person reloads while the provider is slow. Both requests of one browser get the same response.
 * @see OpenID Connect Core 1.0, section 3.1.2.5
 */
export const handleCallback: RouteHandler = async (context, route) => {
  const provider = await loadSignInProvider(route.providers, route.providerId)
  const response = parseResponse(route.query)
  const state = response.get('state') ?? ''
  const found = findTransaction(context, await hashShortly(state), route.cookies)
  const answer = () => answerCallback(context, route, { provider, response, state })
  if (found === undefined) return (await answer()).response
  const parts = [
    provider.config.providerId,
    isNavigation(route.request),
    route.query,
    found.name,
    found.sealed,
  ]
  const key = await computeSha256(parts.join(' '))
  const recorded = await context.callbacks.run(key, async () => {
    const { response: answered, isFinal } = await answer()
    const value = await recordResponse(answered)
    return { value, isFinal, length: measureResponse(value) }
  })
  return replayResponse(recorded)
}

interface Callback {
  readonly provider: SignInProvider
  readonly response: URLSearchParams
  readonly state: string
}

interface CallbackAnswer {
  readonly response: Response
  /** Whether the transaction is used up. */
  readonly isFinal: boolean
}

async function answerCallback(
  context: EngineContext,
  route: RouteContext,
  { provider, response, state }: Callback,
): Promise<CallbackAnswer> {
  const { issuerUrl, providerId } = provider.config
  const claimed = await claimTransaction(context, { issuerUrl, providerId, state }, route.cookies)
  if (!claimed.ok) {
    const { rule, detail: lost } = claimed
    const stray = await answerStrayCallback(context, route, { providerId, state, rule, lost })
    return { response: stray, isFinal: false }
  }
  const { transaction, release } = claimed.value
  const mark = (written?: readonly string[]) => markAsAnswered(context, transaction, route.cookies, written)
  const isOvertaken = async () =>
    transaction.silentFor !== undefined &&
    (await readRenewedSession(context, route, transaction)) === undefined
  let tokens: SessionTokens | undefined
  try {
    const code = await validateResponse(provider.client, transaction, response)
    if (await isOvertaken()) return await answerOvertaken()
    const exchanged = await exchange(context, provider, transaction, code)
    tokens = context.keepsTokens ? buildSessionTokens(exchanged) : undefined
    const signIn = await decide(context, provider, transaction, { exchanged, tokens })
    if (await isSamePerson(context, route, signIn)) {
      const again = await offerSignOut(context, provider, transaction, await mark())
      if (again !== undefined) return { response: again, isFinal: true }
    }
    const outcome = await admit(context, signIn)
    const replaced = await readReplacedSession(context, route.cookies)
    // The person may have signed out while the provider answered, or while `onSignIn` ran.
    if (await isOvertaken()) return await answerOvertaken()
    const { location, setCookies } = await persist(context, route, outcome)
    reportSignInEnd(context.ports, transaction, 'extra' in outcome ? 'signed_in' : 'denied')
    revokeReplaced(context, replaced, outcome, route.handling)
    // Some hosts keep only the first or the last cookie of a response. The first is the session. The last is the count of
    // sign-ins, which ends a redirect loop. A session of several cookies is lost there, so the count is also the first cookie
    // then.
    const counted = buildLoginCount('attempts', context, route.cookies)
    const first = isInSeveralCookies(context.names, setCookies) ? [counted] : []
    const { names } = context
    const renewed = route.cookies.has(names.silent) ? [buildDeletion(names, names.silent)] : []
    const all = [...first, ...setCookies, ...renewed, ...(await mark(setCookies)), counted]
    return { response: buildRedirect(location, 303, all), isFinal: true }
  } catch (error) {
    reportSignInEnd(context.ports, transaction, 'failed', error)
    // The code has not been used: a reload of the page tries it again.
    if (isBeforeTokens(error) && transaction.silentFor === undefined) {
      await release()
      throw error
    }
    const isRefusal = response.has('error')
    const failure = { provider, transaction, used: await mark(), error, isRefusal }
    const answer = await answerFailedCallback(context, route, failure)
    if (transaction.silentFor !== undefined) revokeUnused(context, route, { providerId, tokens })
    return { response: answer, isFinal: true }
  }

  /** The session of a silent sign-in has ended, or was replaced, in another window: nothing is renewed. */
  async function answerOvertaken(): Promise<CallbackAnswer> {
    reportOvertaken(context.ports, transaction)
    revokeUnused(context, route, { providerId, tokens })
    const location = context.routes.origin + transaction.returnTo
    return { response: buildRedirect(location, 303, await mark()), isFinal: true }
  }
}

/** A code can be used once (RFC 6749, section 4.1.2): after its exchange, only a new sign-in helps. */
function isBeforeTokens(error: unknown): boolean {
  return isOidcError(error, 'provider_unavailable') && ['discovery', 'token'].includes(error.detail.operation)
}

function exchange(
  { config: { clockSkewSeconds }, ports }: EngineContext,
  { client }: SignInProvider,
  { redirectUri, secrets: { codeVerifier, nonce } }: Transaction,
  code: string,
): Promise<ExchangedCode> {
  const request = { code, redirectUri, nonce, codeVerifier }
  return exchangeCode(client, request, { now: ports.now, clockSkewSeconds })
}

/** Decides by the provider's answers about the person. */
async function decide(
  { ports }: EngineContext,
  provider: SignInProvider,
  { begunAt, providerId, returnTo, switching }: Transaction,
  { exchanged, tokens }: { readonly exchanged: ExchangedCode; readonly tokens: SessionTokens | undefined },
): Promise<SignIn> {
  const decision = await provider.decide(exchanged)
  warnOfAccessToken(ports, providerId, exchanged, decision)
  return {
    providerId,
    switching,
    returnTo,
    begunAt,
    rawIdToken: exchanged.raw,
    ...exchanged.sources,
    tokens,
    decision,
  }
}

/** Builds what a session keeps of the tokens: with the claims that a refreshed ID Token has to repeat. */
function buildSessionTokens({ sources: { idToken }, tokens }: ExchangedCode): SessionTokens | undefined {
  const { auth_time: authTime, nonce } = idToken
  return (
    tokens && {
      ...tokens,
      authTime: typeof authTime === 'number' ? authTime : undefined,
      nonce: typeof nonce === 'string' ? nonce : undefined,
      undecided: undefined,
    }
  )
}

/** Warns whether the person is admitted or not: they may lack roles. */
function warnOfAccessToken(
  { log }: Ports,
  providerId: string,
  { sources, accessTokenFault }: ExchangedCode,
  { trace }: Decision,
): void {
  if (!trace.rules.some(({ outcome }) => outcome === 'unverifiable')) return
  log({
    level: 'warn',
    code: 'access_token_unverifiable',
    message:
      `The access token of a sign-in at ${providerId} cannot be verified: ${accessTokenFault}. ` +
      "Rules with from: 'accessToken' gave no role.",
    providerId,
    detail: { problem: sources.accessTokenProblem },
  })
}

/** Builds the redirect and the cookies: a session, or the reason why there is no session. */
async function persist(
  context: EngineContext,
  { cookies }: RouteContext,
  outcome: AdmittedSignIn | DeniedSignIn,
): Promise<{ readonly location: string; readonly setCookies: readonly string[] }> {
  const { routes } = context
  return 'extra' in outcome
    ? {
        location: routes.origin + outcome.returnTo,
        setCookies: await createSession(context, outcome, cookies),
      }
    : {
        location: routes.url('denied'),
        setCookies: await denyAccess(context, outcome, cookies),
      }
}
