import type { ProviderConfig } from '@x/oidc-core'
import * as oauth from 'oauth4webapi'
import { createClientAuthentication } from './client-authentication.ts'
import type { ProviderMetadata } from './discovery.ts'
import { operations, type OutboundFetch, type OutboundOperation } from './outbound.ts'

/** The parts of a provider that a request needs. */
export interface RequestTarget {
  readonly config: ProviderConfig
  readonly metadata: ProviderMetadata
  readonly outbound: (operation: OutboundOperation) => OutboundFetch
}

/** The arguments of every request function of oauth4webapi. */
export interface OAuthRequest {
  readonly server: oauth.AuthorizationServer
  readonly client: oauth.Client
  /** `None` for an operation without client authentication. */
  readonly authentication: oauth.ClientAuth
  readonly options: {
    readonly [oauth.customFetch]: OutboundFetch
    readonly [oauth.allowInsecureRequests]: true
  }
}

/**
 * Prepares one operation at a provider.
 * @throws OidcError `provider_unsupported` when the provider accepts none of our methods of client authentication
 */
export function prepareRequest(
  { config, metadata, outbound }: RequestTarget,
  operation: 'token' | 'introspection' | 'userinfo',
): OAuthRequest {
  return {
    server: metadata as oauth.AuthorizationServer,
    client: { client_id: config.clientId },
    authentication: operations[operation].authenticated
      ? createClientAuthentication(config, listMethods(metadata, operation))
      : oauth.None(),
    options: {
      [oauth.customFetch]: outbound(operation),
      // The configuration was checked for issuers with plain http.
      [oauth.allowInsecureRequests]: true,
    },
  }
}

/** An endpoint without its own list accepts the methods of the token endpoint (RFC 8414, section 2). */
function listMethods(metadata: ProviderMetadata, operation: string): readonly string[] | undefined {
  const own =
    operation === 'introspection' ? metadata.introspection_endpoint_auth_methods_supported : undefined
  return own ?? metadata.token_endpoint_auth_methods_supported
}
