import type { ProviderConfig } from '@x/oidc-core'
import * as oauth from 'oauth4webapi'
import { createClientAuthentication } from '../client-authentication.ts'
import type { OutboundFetch } from '../outbound.ts'
import type { ProviderMetadata } from '../discovery.ts'
import { readTokenAnswer, type TokenAnswer } from './token-response.ts'

/** A grant that no browser takes part in: `grant_type` and the parameters that go with it. */
export interface ApiGrant {
  /** @see RFC 6749, sections 4.3 (password), 4.4 (client credentials) and 6 (refresh) */
  readonly type: 'client_credentials' | 'password' | 'refresh_token'
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * Requests an access token for a script or a service.
 * @throws OidcError `client_rejected`, `token_request_failed`, `provider_response_invalid`, `provider_unavailable`
 */
export async function requestApiToken(
  provider: ProviderConfig,
  metadata: ProviderMetadata,
  { type, parameters }: ApiGrant,
  fetch: OutboundFetch,
): Promise<TokenAnswer> {
  const response = await oauth.genericTokenEndpointRequest(
    metadata as oauth.AuthorizationServer,
    { client_id: provider.clientId },
    createClientAuthentication(provider, metadata),
    type,
    parameters,
    { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: true },
  )
  return readTokenAnswer(provider, metadata, response)
}
