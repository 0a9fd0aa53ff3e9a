import { startCodeFlow, type Tokens } from '../user-agent/code-flow.ts'
import { createUserAgent } from '../user-agent/create-user-agent.ts'
import { signIn } from '../user-agent/sign-in.ts'
import type { ClientOptions } from './provider-options.ts'

/** The tokens that a client requests. */
export interface TokenWish {
  /** A registered client of the provider that has a secret. */
  readonly client: ClientOptions
  /** The key in `people` of the person who signs in. */
  readonly person: string
  /** The scopes to request, separated by spaces. @default 'openid email profile' */
  readonly scope?: string
  /** The API that the access token is for (RFC 8707). */
  readonly resource?: string
}

/**
 * Signs a person in at the embedded provider as another client, and returns the tokens of that client, e.g. the access token that
 * it sends to your API.
 * @example
 * const { access_token } = await obtainTokens(provider.issuerUrl, { client, person: 'ada' })
 */
export async function obtainTokens(
  issuerUrl: string,
  { client, person, scope, resource }: TokenWish,
): Promise<Tokens> {
  const { clientId, clientSecret = '', redirectUris, tokenEndpointAuthMethod } = client
  const [redirectUri = ''] = redirectUris
  const flow = await startCodeFlow(issuerUrl, clientId, redirectUri)
  const params = { ...(scope !== undefined && { scope }), ...(resource !== undefined && { resource }) }
  const end = await signIn(createUserAgent(), flow.authorizationUrl(params), person, {
    stopBefore: redirectUri,
  })
  const credentials = [clientId, clientSecret].map(encodeURIComponent).join(':')
  const answer = await flow.exchange(
    flow.resolveCallback(end).get('code') ?? '',
    tokenEndpointAuthMethod === 'client_secret_post'
      ? { form: { client_secret: clientSecret } }
      : { headers: { authorization: `Basic ${btoa(credentials)}` } },
  )
  if (!answer.ok) throw new Error(`the token endpoint answered ${answer.status}`)
  return (await answer.json()) as Tokens
}
