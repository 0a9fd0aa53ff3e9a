import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { signJws } from '../keys/sign-jws.ts'
import type { ClientOptions } from '../provider/provider-options.ts'
import { authenticateClient } from './client-authentication.ts'
import {
  type AccessTokenRequest,
  accessTokenSeconds,
  issueAccessToken,
  omitClaims,
} from './issue-access-token.ts'
import type { Authorization, Issued } from './issued.ts'
import type { JsonRecord, ProviderAnswer, Twists } from './twists.ts'

export interface TokenRequest extends AccessTokenRequest {
  readonly headers: IncomingHttpHeaders
  readonly form: URLSearchParams
  readonly clients: readonly ClientOptions[] | undefined
  readonly codes: Issued<Authorization>
  readonly refreshTokens: Issued<Authorization>
  readonly twists: Twists
}

export function answerJson(value: unknown, status = 200): ProviderAnswer {
  const body = typeof value === 'string' ? value : JSON.stringify(value)
  return { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' }, body }
}

function isVerifier(verifier: string | null, challenge: string): boolean {
  return verifier !== null && createHash('sha256').update(verifier).digest('base64url') === challenge
}

const isRefresh = ({ form }: TokenRequest): boolean => form.get('grant_type') === 'refresh_token'

function takeAuthorization(request: TokenRequest, clientId: string): Authorization | undefined {
  const { form, codes, refreshTokens, twists } = request
  if (isRefresh(request)) {
    const token = form.get('refresh_token') ?? ''
    const renewed = twists.keepsRefreshToken === true ? refreshTokens.find(token) : refreshTokens.take(token)
    if (renewed?.clientId !== clientId) return undefined
    return { ...renewed, claims: twists.refreshedPerson?.(renewed.claims) ?? renewed.claims }
  }
  const granted = codes.take(form.get('code') ?? '')
  const fits =
    granted?.clientId === clientId &&
    granted.redirectUri === form.get('redirect_uri') &&
    isVerifier(form.get('code_verifier'), granted.codeChallenge)
  return fits ? granted : undefined
}

async function signIdToken(
  request: TokenRequest,
  granted: Authorization,
  accessToken: string,
): Promise<string> {
  const { twists, issuer, now } = request
  const key = await request.resolveKey()
  const claims: JsonRecord = {
    ...omitClaims(granted.claims, request.accessTokenClaims),
    ...{ iss: issuer, aud: granted.clientId, iat: now, exp: now + 300, auth_time: granted.authTime },
    // A refreshed ID Token should have no nonce (OpenID Connect Core 1.0, section 12.2).
    ...(granted.nonce !== undefined && !isRefresh(request) && { nonce: granted.nonce }),
    // The left half of the hash of the algorithm: SHA-512 for Ed25519, otherwise SHA-256.
    at_hash: createHash(key.alg === 'EdDSA' ? 'sha512' : 'sha256')
      .update(accessToken)
      .digest()
      .subarray(0, key.alg === 'EdDSA' ? 32 : 16)
      .toString('base64url'),
  }
  const header: JsonRecord = { alg: key.alg, kid: key.kid, typ: 'JWT' }
  const parts = {
    header: twists.idTokenHeader?.(header) ?? header,
    payload: twistClaims(request, granted, claims),
    key,
  }
  return twists.idTokenSign ? twists.idTokenSign(parts) : signJws(parts)
}

function twistClaims(request: TokenRequest, { nonce }: Authorization, claims: JsonRecord): unknown {
  const { idTokenClaims, refreshedIdTokenClaims } = request.twists
  const twisted =
    refreshedIdTokenClaims && isRefresh(request)
      ? refreshedIdTokenClaims(claims, nonce)
      : idTokenClaims?.(claims)
  return twisted ?? claims
}

/** Answers the grants `authorization_code` and `refresh_token`. A refresh token works once, unless a twist keeps it. */
export async function answerToken(request: TokenRequest): Promise<ProviderAnswer> {
  const { twists } = request
  const clientId = authenticateClient(request.clients, request.headers, request.form)
  if (clientId === undefined) return answerJson({ error: 'invalid_client' }, twists.tokenStatus ?? 401)
  const granted = takeAuthorization(request, clientId)
  if (!granted) return answerJson({ error: 'invalid_grant' }, twists.tokenStatus ?? 400)
  const accessToken = await issueAccessToken(request, granted)
  const response: JsonRecord = {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: accessTokenSeconds,
    scope: granted.scope,
    id_token: await signIdToken(request, granted, accessToken),
    ...(!(isRefresh(request) && twists.keepsRefreshToken) && {
      refresh_token: request.refreshTokens.issue(granted),
    }),
  }
  const twist = (isRefresh(request) ? twists.refreshResponse : undefined) ?? twists.tokenResponse
  return answerJson(twist?.(response) ?? response, twists.tokenStatus)
}
