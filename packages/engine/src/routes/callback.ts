import { type Decision, isOidcError, OidcError, validateAuthorizationResponse } from '@x/oidc-core'
import type { EngineContext } from '../engine-context.ts'
import { answerError } from '../http/error-response.ts'
import { buildLoginUrl } from '../http/route-table.ts'
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
    // Before the code is used, so that after a failure the person only has to reload the page.
    const config = await provider.resolveSecurity()
    const signIn = await decide(context, { ...provider, config }, transaction, code)
    const { location, setCookies: kept } = await persist(context, route, signIn)
    return buildRedirect(location, 303, [...setCookies, ...kept])
  } catch (error) {
    // The code has not been used: a reload of the page tries it again.
    if (isBeforeTokens(error)) {
      await release()
      throw error
    }
    const retryHref = buildLoginUrl(context.routes, providerId, transaction)
    const ended = isOidcError(error, 'session_too_large') ? await context.store.end(route.cookies) : []
    return answerError(context, route.request, error, { setCookies: [...setCookies, ...ended], retryHref })
  }
}

/** A code can be used once (RFC 6749, section 4.1.2): after its exchange, only a new sign-in helps. */
function isBeforeTokens(error: unknown): boolean {
  if (isOidcError(error, 'security_unavailable')) return true
  return isOidcError(error, 'provider_unavailable') && ['discovery', 'token'].includes(error.detail.operation)
}

/** Maximum length of the query, in characters. */
const maxResponseLength = 8192

function parseResponse(query: string): URLSearchParams {
  if (query.length <= maxResponseLength) return new URLSearchParams(query)
  throw new OidcError('request_invalid', 'The authorization response is too long.', { why: 'too long' })
}

/** A callback was reloaded or opened again. A user who is signed in continues; every other request is refused. */
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
    `The callback of provider ${providerId} matches no running sign-in of this browser.`,
    { providerId },
  )
}

async function validateResponse(
  client: ProviderClient,
  transaction: Transaction,
  response: URLSearchParams,
): Promise<string> {
  const { providerId, issuerUrl } = client.config
  const result = validateAuthorizationResponse([...response], {
    state: transaction.secrets.state,
    issuer: issuerUrl,
    issuerIsSent: (await client.metadata()).authorization_response_iss_parameter_supported === true,
  })
  switch (result.outcome) {
    case 'code':
      return result.code
    case 'error':
      throw describeRefusal(providerId, result.error)
    case 'invalid':
      throw new OidcError(
        'authorization_response_invalid',
        `The authorization response of provider ${providerId} breaks the rule ${result.rule}.`,
        { providerId, rule: result.rule },
      )
  }
}

/** Exchanges the code, and decides by the provider's answers about the person. */
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

/** Warns whether the person is admitted or not: they may lack roles. */
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

/** Builds the redirect and the cookies: a session, or the reason why there is none. */
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
