import { type Decision, isOidcError, OidcError, validateAuthorizationResponse } from '@x/oidc-core'
import type { EngineContext } from '../engine-context.ts'
import { answerError } from '../http/error-response.ts'
import { buildLoginUrl } from '../http/routes.ts'
import { buildRedirect } from '../http/redirect.ts'
import type { ProviderClient } from '../providers/provider-client.ts'
import { getProvider, type Provider } from '../providers/provider.ts'
import type { Ports } from '../ports.ts'
import { exchangeCode, type ExchangedCode } from '../providers/sign-in-claims.ts'
import { describeRefusal } from '../providers/authorization-error.ts'
import { denyAccess } from '../sessions/denial.ts'
import { createSession } from '../sessions/create-session.ts'
import type { SignIn } from '../sessions/sign-in.ts'
import { claimTransaction, type Transaction } from '../sessions/transaction.ts'
import type { RouteContext, RouteHandler } from './route-handler.ts'

/** Receives the authorization response, at the redirect URI. @see OpenID Connect Core 1.0, section 3.1.2.5 */
export const handleCallback: RouteHandler = async (context, route) => {
  const provider = getProvider(route.providers, route.providerId)
  const { providerId } = provider.config
  const response = parseResponse(route.query)
  const claimed = await claimTransaction(
    context,
    { providerId, state: response.get('state') ?? '' },
    route.cookies,
  )
  if (!claimed.ok) return answerStray(context, route, providerId, claimed.rule)

  const { transaction, release, setCookies } = claimed.value
  try {
    const code = await validateResponse(provider.client, transaction, response)
    // Before the code is used, so that a failure costs the person no more than a reload.
    const config = await provider.resolveSecurity()
    const signIn = await decide(context, { ...provider, config }, transaction, code)
    const { location, setCookies: kept } = await persist(context, route, signIn)
    return buildRedirect(location, 303, [...setCookies, ...kept])
  } catch (error) {
    // The code has not been used: reloading the page tries it again.
    if (isBeforeTokens(error)) {
      await release()
      throw error
    }
    const retryHref = buildLoginUrl(context.routes, providerId, transaction)
    const ended = isOidcError(error, 'session_too_large') ? await context.store.end(route.cookies) : []
    return answerError(context, route.request, error, { setCookies: [...setCookies, ...ended], retryHref })
  }
}

/** A code is for one use (RFC 6749, section 4.1.2): once it was exchanged, only a new sign-in helps. */
function isBeforeTokens(error: unknown): boolean {
  if (isOidcError(error, 'security_unavailable')) return true
  return isOidcError(error, 'provider_unavailable') && ['discovery', 'token'].includes(error.detail.operation)
}

/** Longest query that is read, in characters. */
const maxResponseLength = 8192

function parseResponse(query: string): URLSearchParams {
  if (query.length <= maxResponseLength) return new URLSearchParams(query)
  throw new OidcError('request_invalid', 'The authorization response is too long.', { why: 'too long' })
}

/** Somebody reloaded a callback or went back to it. Whoever is signed in goes on; nobody else gets anything from it. */
async function answerStray(
  context: EngineContext,
  route: RouteContext,
  providerId: string,
  code: 'transaction_missing' | 'transaction_expired' | 'transaction_used',
): Promise<Response> {
  const { session } = await context.store.read(route.cookies)
  if (session !== undefined) return buildRedirect(context.routes.origin + context.routes.home, 303)
  throw new OidcError(
    code,
    `The callback of provider ${providerId} fits no sign-in under way in this browser.`,
    { providerId },
  )
}

async function validateResponse(
  client: ProviderClient,
  transaction: Transaction,
  response: URLSearchParams,
): Promise<string> {
  const { providerId, issuerUrl } = client.config
  const verdict = validateAuthorizationResponse([...response], {
    state: transaction.secrets.state,
    issuer: issuerUrl,
    issuerIsSent: (await client.metadata()).authorization_response_iss_parameter_supported === true,
  })
  switch (verdict.outcome) {
    case 'code':
      return verdict.code
    case 'error':
      throw describeRefusal(providerId, verdict.error)
    case 'invalid':
      throw new OidcError(
        'authorization_response_invalid',
        `The authorization response of provider ${providerId} breaks the rule ${verdict.rule}.`,
        { providerId, rule: verdict.rule },
      )
  }
}

/** Exchanges the code and decides by what the provider says of the person. */
async function decide(
  { config: { clockSkewSeconds }, ports }: EngineContext,
  provider: Provider,
  { providerId, redirectUri, returnTo, secrets, switching }: Transaction,
  code: string,
): Promise<SignIn> {
  const exchanged = await exchangeCode(
    provider.client,
    { code, redirectUri, nonce: secrets.nonce, codeVerifier: secrets.codeVerifier },
    { now: ports.now, clockSkewSeconds },
  )
  const decision = await provider.decide(provider.config, exchanged)
  warnOfAccessToken(ports, providerId, exchanged, decision)
  return { providerId, switching, returnTo, rawIdToken: exchanged.raw, ...exchanged.sources, decision }
}

/** Whether the person is admitted or not: their roles may be fewer than they should be. */
function warnOfAccessToken(
  { log }: Ports,
  providerId: string,
  { sources, accessTokenFault }: ExchangedCode,
  { trace }: Decision,
): void {
  if (!trace.rules.some(({ outcome }) => outcome === 'unverifiable')) return
  log({
    level: 'warning',
    code: 'access_token_unverifiable',
    message:
      `The access token of a sign-in at ${providerId} cannot be verified: ${accessTokenFault}. ` +
      "Rules with from: 'accessToken' gave no role.",
    providerId,
    detail: { problem: sources.accessTokenProblem },
  })
}

/** Where to go now, and what the browser keeps of it: a session, or the reason why there is none. */
async function persist(
  context: EngineContext,
  { cookies }: RouteContext,
  signIn: SignIn,
): Promise<{ readonly location: string; readonly setCookies: readonly string[] }> {
  const { routes } = context
  const { decision, returnTo } = signIn
  return decision.admitted
    ? {
        location: routes.origin + returnTo,
        setCookies: await createSession(context, { ...signIn, decision }, cookies),
      }
    : {
        location: routes.url('denied'),
        setCookies: await denyAccess(context, { ...signIn, decision }, cookies),
      }
}
