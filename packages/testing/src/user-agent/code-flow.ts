import { createHash, randomBytes } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import type { AgentResponse } from './create-user-agent.ts'

/** A minimal relying party, so that the tests of the providers do not need the library. */
export interface CodeFlow {
  readonly metadata: Readonly<Record<string, string>>
  readonly redirectUri: string
  authorizationUrl(params?: Readonly<Record<string, string>>): string
  /** The parameters of the redirect to the client. */
  resolveCallback(response: AgentResponse): URLSearchParams
  exchange(
    code: string,
    init?: { headers?: Record<string, string>; form?: Record<string, string> },
  ): Promise<Response>
  userinfo(accessToken: string): Promise<Response>
}

export const redirectUri = 'http://localhost:9/login/oauth2/code/op'

/** The response of the token endpoint. @see OpenID Connect Core 1.0, section 3.1.3.3 */
export interface Tokens {
  /** The access token. */
  readonly access_token: string
  /** The ID Token. */
  readonly id_token: string
  /** The refresh token, if the provider issues one. */
  readonly refresh_token?: string
}

export async function startCodeFlow(
  issuerUrl: string,
  clientId: string,
  callback = redirectUri,
): Promise<CodeFlow> {
  // An issuer may end with a slash (OpenID Connect Discovery 1.0, section 4).
  const discovery = await fetch(`${issuerUrl.replace(/\/$/u, '')}/.well-known/openid-configuration`)
  const metadata = (await discovery.json()) as Record<string, string>
  const verifier = randomBytes(32).toString('base64url')
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  return {
    metadata,
    redirectUri: callback,
    authorizationUrl: (params = {}) => {
      const url = new URL(metadata['authorization_endpoint'] ?? '')
      url.search = new URLSearchParams({
        ...{
          client_id: clientId,
          redirect_uri: callback,
          response_type: 'code',
          scope: 'openid email profile',
        },
        ...{
          state: 'the-state',
          nonce: 'the-nonce',
          code_challenge: challenge,
          code_challenge_method: 'S256',
        },
        ...params,
      }).toString()
      return url.href
    },
    resolveCallback: ({ chain, status, url }) => {
      const last = chain.at(-1)?.location
      if (!last?.startsWith(callback)) throw new Error(`no redirect to the client: ${status} at ${url}`)
      return new URL(last).searchParams
    },
    exchange: (code, { headers = {}, form = {} } = {}) =>
      fetch(metadata['token_endpoint'] ?? '', {
        method: 'POST',
        headers,
        body: new URLSearchParams({
          ...{ grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier },
          ...{ client_id: clientId },
          ...form,
        }),
      }),
    userinfo: (accessToken) =>
      fetch(metadata['userinfo_endpoint'] ?? '', { headers: { authorization: `Bearer ${accessToken}` } }),
  }
}

export function readJwt(token: string): { header: Record<string, unknown>; claims: Record<string, unknown> } {
  return { header: decodeProtectedHeader(token), claims: decodeJwt(token) }
}
