import { randomBytes } from 'node:crypto'
import type { ClientMetadata } from 'oidc-provider'
import type { ClientOptions } from './provider-options.ts'

/** A client secret that replaces a certificate, because `oidc-provider` cannot read a certificate from a header. */
export interface CertificateClient {
  readonly clientId: string
  readonly certificate: string
  /** Only this process knows it. */
  readonly clientSecret: string
}

export interface RegisteredClient {
  readonly metadata: ClientMetadata
  readonly certificateClient?: CertificateClient
}

/** Translates a registration into the provider's client metadata (OpenID Connect Dynamic Client Registration). */
export function buildRegisteredClient(client: ClientOptions): RegisteredClient {
  const { clientId, clientSecret } = client
  const method =
    client.tokenEndpointAuthMethod ?? (clientSecret === undefined ? 'none' : 'client_secret_basic')
  const shared = {
    client_id: clientId,
    redirect_uris: [...client.redirectUris],
    post_logout_redirect_uris: [...(client.postLogoutRedirectUris ?? [])],
    grant_types: [
      'authorization_code',
      'refresh_token',
      'password',
      // Only for clients that authenticate (RFC 6749, section 4.4).
      ...(method === 'none' ? [] : ['client_credentials']),
    ],
    response_types: ['code' as const],
    ...(client.backChannelLogoutUri !== undefined && {
      backchannel_logout_uri: client.backChannelLogoutUri,
      backchannel_logout_session_required: true,
    }),
    ...(client.idTokenSigningAlg && { id_token_signed_response_alg: client.idTokenSigningAlg }),
  }
  if (method === 'none') return { metadata: { ...shared, token_endpoint_auth_method: method } }
  if (clientSecret === undefined) throw new TypeError(`client ${clientId}: ${method} needs a clientSecret`)
  if (method === 'x_cert') {
    const standIn = randomBytes(32).toString('base64url')
    return {
      metadata: { ...shared, token_endpoint_auth_method: 'client_secret_basic', client_secret: standIn },
      certificateClient: { clientId, certificate: clientSecret, clientSecret: standIn },
    }
  }
  return { metadata: { ...shared, token_endpoint_auth_method: method, client_secret: clientSecret } }
}
