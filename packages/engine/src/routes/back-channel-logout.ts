import { isOidcError } from '@x/oidc-core'
import type { EngineContext } from '../engine-context.ts'
import { answerError } from '../http/error-response.ts'
import { errorTable } from '../http/error-table.ts'
import { readForm } from '../http/form.ts'
import { computeSha256 } from '../crypto/hash.ts'
import { verifyLogoutToken } from '../jwt/logout-token.ts'
import { loadLogoutProvider } from '../providers/logout-provider.ts'
import type { SignInProvider } from '../providers/provider.ts'
import { endScope } from '../sessions/end-sessions.ts'
import { unavailable } from '../sessions/safe-store.ts'
import { reportRefusedLogout } from '../access/report-refused-logout.ts'
import type { RouteContext, RouteHandler } from './route-handler.ts'

/**
 * Receives a logout token from the provider, and ends the sessions that it names. The answer is 200 whether there were any or not, 400
 * for a token that is refused, and 503 if the sessions cannot be ended now: the provider may then send it again (decision 139).
 * @see OpenID Connect Back-Channel Logout 1.0, sections 2.5 to 2.8
 */
export const handleBackChannelLogout: RouteHandler = async (context, route) => {
  try {
    return await receiveToken(context, route, await loadLogoutProvider(route, 'backChannelLogout'))
  } catch (error) {
    return answerError(context, route.request, error, { isCounted: true })
  }
}

async function receiveToken(
  context: EngineContext,
  route: RouteContext,
  provider: SignInProvider,
): Promise<Response> {
  try {
    const token = (await readForm(route.request, context.ports)).get('logout_token')
    const rule =
      token === undefined || token === ''
        ? 'logout_token_missing'
        : await endByToken(context, provider, token)
    return rule === undefined
      ? new Response(null, { status: 200, headers: noStore })
      : refuse(context, provider, rule, 400)
  } catch (error) {
    if (isBadRequest(error)) return refuse(context, provider, error.code, errorTable[error.code].status)
    throw error
  }
}

const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' }

const badRequests = ['request_invalid', 'request_too_large', 'content_type_unsupported'] as const

function isBadRequest(error: unknown): error is { readonly code: (typeof badRequests)[number] } {
  return badRequests.some((code) => isOidcError(error, code))
}

/** Ends the sessions of a token. Returns the rule that it fails; undefined if it is valid. */
async function endByToken(
  context: EngineContext,
  { client, config: provider }: SignInProvider,
  token: string,
): Promise<string | undefined> {
  const { config, logoutClaims, ports } = context
  const { id_token_signing_alg_values_supported: announced } = await client.metadata()
  const now = ports.now()
  const { clockSkewSeconds } = config
  const clock = { now, clockSkewSeconds }
  const verified = await verifyLogoutToken(token, { announced, keys: client.keys, provider }, clock)
  if (!verified.ok) return verified.rule
  const { expiresAt, sessionId, subject, tokenId } = verified.value
  const { issuerUrl: issuer, providerId } = provider
  const key = `logout ${await computeSha256(`${issuer} ${tokenId}`)}`
  const claim = { expiresAt: expiresAt + clockSkewSeconds + 1, owners: [`logout tokens of ${providerId}`] }
  try {
    const claimed = await guard('claim', async () => logoutClaims.claim(key, claim))
    if (claimed === 'used') return 'jti_used'
    if (claimed !== 'claimed') throw unavailable('claim', 'the replay store is full of logout tokens')
    // A session at the provider does not come back, so the clocks of processes may differ by the tolerance.
    const at = sessionId === undefined ? now : now + clockSkewSeconds
    const logout = { at, isProven: true, by: 'back_channel', providerId } as const
    await endScope(context, { issuer, subject, sessionId }, logout)
  } catch (error) {
    // The provider may send the token again, and the store may carry out a claim that it did not answer. If the release fails, too,
    // the person has to be signed out by another token.
    await guard('release', async () => logoutClaims.release(key)).catch(() => undefined)
    throw error
  }
  return undefined
}

/** A failure of the replay store is an outage like one of the session store. */
async function guard<Value>(operation: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (cause) {
    throw unavailable(operation, 'it failed', cause)
  }
}

/** @see OpenID Connect Back-Channel Logout 1.0, section 2.8 */
function refuse(context: EngineContext, provider: SignInProvider, rule: string, status: number): Response {
  const { providerId } = provider.config
  const reference = reportRefusedLogout(context, { by: 'back_channel', providerId, rule })
  const body = {
    error: 'invalid_request',
    error_description: `The logout token was refused: ${rule}. Reference: ${reference}`,
  }
  const headers = { ...noStore, 'content-type': 'application/json' }
  return new Response(JSON.stringify(body), { status, headers })
}
