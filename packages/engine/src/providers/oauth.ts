import type { ProviderConfig } from '@x/oidc-core'
import * as oauth from 'oauth4webapi'
import { createClientAuthentication } from './client-authentication.ts'
import type { ProviderMetadata } from './discovery.ts'
import { operations, type OutboundFetch, type OutboundOperation } from './outbound.ts'

/** A provider as a request to it needs it. */
export interface RequestTarget {
  readonly config: ProviderConfig
  readonly metadata: ProviderMetadata
  readonly outbound: (operation: OutboundOperation) => OutboundFetch
}

/** What every request function of oauth4webapi takes. */
export interface OAuthRequest {
  readonly server: oauth.AuthorizationServer
  readonly client: oauth.Client
  /** `None` for an operation that the client is not authenticated for. */
  readonly authentication: oauth.ClientAuth
  readonly options: {
    readonly [oauth.customFetch]: OutboundFetch
    readonly [oauth.allowInsecureRequests]: true
  }
}

/**
 * Prepares one operation at a provider.
 * @throws OidcError `provider_unsupported` when the provider accepts no client authentication of ours
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
      // Which issuers may be plain http was decided with the configuration.
      [oauth.allowInsecureRequests]: true,
    },
  }
}

/** An endpoint without a list of its own takes what the token endpoint takes (RFC 8414, section 2). */
function listMethods(metadata: ProviderMetadata, operation: string): readonly string[] | undefined {
  const own =
    operation === 'introspection' ? metadata.introspection_endpoint_auth_methods_supported : undefined
  return own ?? metadata.token_endpoint_auth_methods_supported
}
