import {
  assessAuthorizationResponse,
  decideAccess,
  explainAccess,
  isOidcError,
  OidcError,
  type Decision,
} from '@x/oidc-core'
import { buildDeletion } from '../cookies/build-cookie.ts'
import { buildSessionClearing } from '../cookies/write-session-cookies.ts'
import type { EngineContext } from '../engine-context.ts'
import { answerError } from '../http/answer-error.ts'
import { buildLoginUrl } from '../http/build-login-url.ts'
import { buildRedirect } from '../http/build-redirect.ts'
import { buildReference } from '../http/build-reference.ts'
import type { ProviderClient } from '../provider/create-provider-client.ts'
import { findClient } from '../provider/find-client.ts'
import { buildSession, type SignIn } from '../session/build-session.ts'
import { buildDenialCookie, readDenial } from '../session/denial.ts'
import { buildLogoutTokenCookie } from '../session/logout-token.ts'
import { readSession } from '../session/read-session.ts'
import { buildRecentLogin } from '../session/recent-logins.ts'
import { claimTransaction, type Transaction } from '../session/transaction.ts'
import { writeSession } from '../session/write-session.ts'
import { gatherClaims } from '../provider/gather-claims.ts'
import type { Flow, Visit } from './flow.ts'

/** Receives the authorization response, at the redirect URI. @see OpenID Connect Core 1.0, section 3.1.2.5 */
export const finishLogin: Flow = async (context, visit) => {
  const client = findClient(context.clients, visit.route.providerId)
  const { providerId } = client.config
  const response = parseResponse(visit.query)
  const claimed = await claimTransaction(
    context,
    { providerId, state: response.get('state') ?? '' },
    visit.cookies,
  )
  if (!claimed.ok) return answerStray(context, visit, providerId, claimed.code)

  const { transaction, setCookies } = claimed
  try {
    const code = await judgeResponse(client, transaction, response)
    const outcome = await signIn(context, client, transaction, code)
    return await answerSignIn(context, visit, transaction, outcome, setCookies)
  } catch (error) {
    if (!isOidcError(error, 'provider_unavailable')) {
      const retryHref = buildLoginUrl(context.routes, providerId, transaction)
      return answerError(context, visit.facts, error, { setCookies, retryHref })
    }
    // The code may still be good: reloading the page tries it again.
    claimed.release()
    throw error
  }
}

/** Longest query that is read, in characters. */
const longestResponse = 8192

function parseResponse(query: string): URLSearchParams {
  if (query.length <= longestResponse) return new URLSearchParams(query)
  throw new OidcError('request_invalid', 'The authorization response is too long.', { why: 'too long' })
}

/** Somebody reloaded a callback or went back to it. Whoever is signed in goes on; nobody else gets anything from it. */
async function answerStray(
  context: EngineContext,
  visit: Visit,
  providerId: string,
  code: 'transaction_missing' | 'transaction_expired' | 'transaction_used',
): Promise<Response> {
  const { session } = await readSession(context, visit.cookies)
  if (session !== undefined) return buildRedirect(context.routes.origin + context.routes.home, 303)
  throw new OidcError(
    code,
    `The callback of provider ${providerId} fits no sign-in under way in this browser.`,
    {
      providerId,
    },
  )
}

async function judgeResponse(
  client: ProviderClient,
  transaction: Transaction,
  response: URLSearchParams,
): Promise<string> {
  const { providerId, issuerUrl } = client.config
  const verdict = assessAuthorizationResponse([...response], {
    state: transaction.secrets.state,
    issuer: issuerUrl,
    issuerIsSent: (await client.metadata()).authorization_response_iss_parameter_supported === true,
  })
  switch (verdict.outcome) {
    case 'code':
      return verdict.code
    case 'error':
      throw new OidcError('authorization_failed', `Provider ${providerId} refused the sign-in.`, {
        providerId,
        error: verdict.error.slice(0, 64),
      })
    case 'invalid':
      throw new OidcError(
        'authorization_response_invalid',
        `The authorization response of provider ${providerId} breaks the rule ${verdict.rule}.`,
        { providerId, rule: verdict.rule },
      )
  }
}

interface SignInOutcome extends Omit<SignIn, 'decision'> {
  readonly decision: Decision
  readonly rawIdToken: string
}

async function signIn(
  { config, ports }: EngineContext,
  client: ProviderClient,
  { providerId, redirectUri, secrets }: Transaction,
  code: string,
): Promise<SignInOutcome> {
  const { raw, sources } = await gatherClaims(
    client,
    { code, redirectUri, nonce: secrets.nonce, codeVerifier: secrets.codeVerifier },
    { now: ports.now(), clockSkewSeconds: config.clockSkewSeconds },
  )
  return { providerId, rawIdToken: raw, ...sources, decision: decideAccess(client.config, sources) }
}

async function answerSignIn(
  context: EngineContext,
  visit: Visit,
  transaction: Transaction,
  outcome: SignInOutcome,
  setCookies: readonly string[],
): Promise<Response> {
  const { config, names, ports, routes } = context
  const { decision, providerId, rawIdToken } = outcome
  if (!decision.admitted) return answerDenied(context, visit, transaction, outcome, setCookies)
  const session = buildSession({ ...outcome, decision }, config, ports.now())
  const sessionCookies = await writeSession(context, session, visit.cookies)
  ports.log({ level: 'info', code: 'signed_in', message: `Somebody signed in at ${providerId}.`, providerId })
  return buildRedirect(routes.origin + transaction.returnTo, 303, [
    ...setCookies,
    ...sessionCookies,
    await buildLogoutTokenCookie(context, providerId, rawIdToken),
    buildRecentLogin(context, visit.cookies),
    ...(visit.cookies.has(names.denied) ? [buildDeletion(names, names.denied)] : []),
  ])
}

/** Somebody signed in and is not admitted: no session, and the one there was is somebody else's. */
async function answerDenied(
  context: EngineContext,
  visit: Visit,
  transaction: Transaction,
  { decision, providerId, rawIdToken }: SignInOutcome,
  setCookies: readonly string[],
): Promise<Response> {
  const reference = buildReference(context.ports)
  const reason = decision.reason ?? 'role_missing'
  context.ports.log({
    level: 'warning',
    code: 'access_denied',
    message: `Somebody who signed in at ${providerId} is not admitted: ${reason}.`,
    providerId,
    reference,
    detail: { reason, explanation: explainAccess(decision) },
  })
  const before = await readDenial(context, visit.cookies)
  const denial = await buildDenialCookie(context, {
    providerId,
    reason,
    name: decision.name,
    reference,
    switches: (before?.sw ?? 0) + (transaction.switching ? 1 : 0),
    idToken: rawIdToken,
  })
  return buildRedirect(context.routes.url('denied'), 303, [
    ...setCookies,
    ...buildSessionClearing(context.names, visit.cookies),
    buildDeletion(context.names, context.names.logoutToken),
    denial,
  ])
}
