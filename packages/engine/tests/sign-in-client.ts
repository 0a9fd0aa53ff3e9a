import { createHash } from 'node:crypto'
import {
  defineOidcConfig,
  type OriginalIdToken,
  type ProviderOptions,
  type SignInProviderConfig,
} from '@x/oidc-core'
import type { MisbehavingProvider } from '@x/oidc-testing'
import { createSafePorts, defaultPorts, type Ports } from '../src/ports.ts'
import { createProviderClient, type SignInClient } from '../src/providers/provider-client.ts'
import { exchangeCode, type ExchangedCode } from '../src/providers/sign-in-claims.ts'
import { clientSecret, sessionSecret } from './start-app.ts'

export const began = 1_793_000_000
export const redirectUri = 'http://localhost:3000/login/oauth2/code/main'
const nonce = 'nonce-of-the-sign-in'
const codeVerifier = 'a-verifier-of-the-sign-in-with-43-characters'

/** Creates the client of a provider, without an engine. */
export function createSignInClient(
  issuerUrl: string,
  provider: Partial<ProviderOptions> = {},
  ports: Partial<Ports> = {},
): SignInClient {
  const config = defineOidcConfig({
    baseUrl: 'http://localhost:3000',
    providers: [{ providerId: 'main', issuerUrl, clientId: 'app', clientSecret, ...provider }],
    security: { requiredRoles: [] },
    session: { secret: sessionSecret },
  })
  const client = createProviderClient(
    config.providers[0],
    createSafePorts({ ...defaultPorts, startTimer: () => () => undefined, now: () => began, ...ports }),
  )
  return { ...client, config: config.providers[0] as SignInProviderConfig }
}

/** Signs in at the misbehaving provider, which shows no page, and exchanges the code. */
export async function signInWith(
  client: SignInClient,
  { issuerUrl }: Pick<MisbehavingProvider, 'issuerUrl'>,
  now: () => number = () => began,
): Promise<ExchangedCode> {
  const url = new URL(`${issuerUrl}/authorize`)
  url.search = new URLSearchParams({
    ...{ client_id: 'app', redirect_uri: redirectUri, response_type: 'code', scope: 'openid', nonce },
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString()
  const { headers } = await fetch(url, { redirect: 'manual' })
  const code = new URL(headers.get('location') ?? '').searchParams.get('code') ?? ''
  return exchangeCode(client, { code, redirectUri, codeVerifier, nonce }, { now, clockSkewSeconds: 30 })
}

/** The claims of a sign-in that every refreshed ID Token must repeat. */
export function readOriginal({ sources: { idToken } }: ExchangedCode): OriginalIdToken {
  const { iss, sub, auth_time } = idToken as Readonly<{ iss: string; sub: string; auth_time: number }>
  return { issuer: iss, subject: sub, authTime: auth_time, nonce }
}
