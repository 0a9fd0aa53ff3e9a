import { OidcError, type ProviderConfig } from '@x/oidc-core'
import * as oauth from 'oauth4webapi'
import { createClientAuthentication } from './client-authentication.ts'
import type { ProviderMetadata } from './discovery.ts'
import { findIntrospectionClient } from './introspection-client.ts'
import { operations, type OutboundFetch, type OutboundOperation } from './outbound.ts'

/** The parts of a provider that a request needs. */
export interface RequestTarget {
  readonly config: ProviderConfig
  readonly metadata: ProviderMetadata
  readonly outbound: (operation: OutboundOperation) => OutboundFetch
}

/** The operations that oauth4webapi sends, except discovery. */
type RequestOperation = Exclude<OutboundOperation, 'discovery' | 'jwks'>

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
 * @throws OidcError `provider_unsupported` when the provider accepts none of our methods of client authentication, or when
 *   there is no client
 */
export function prepareRequest(
  { config, metadata, outbound }: RequestTarget,
  operation: RequestOperation,
): OAuthRequest {
  return {
    server: metadata as oauth.AuthorizationServer,
    ...prepareClient(config, metadata, operation),
    options: {
      [oauth.customFetch]: outbound(operation),
      // The configuration was checked for issuers with plain http.
      [oauth.allowInsecureRequests]: true,
    },
  }
}

function prepareClient(
  config: ProviderConfig,
  metadata: ProviderMetadata,
  operation: RequestOperation,
): Pick<OAuthRequest, 'client' | 'authentication'> {
  const { providerId } = config
  // The UserInfo request has the token of the person, and does not name a client.
  if (!operations[operation].authenticated)
    return { client: { client_id: providerId }, authentication: oauth.None() }
  const client = operation === 'introspection' ? findIntrospectionClient(config) : config.signIn && config
  if (client === undefined || client === false) {
    const message = `There is no client for the ${operation} request to provider ${providerId}. Configure one.`
    throw new OidcError('provider_unsupported', message, { providerId, what: `a client for ${operation}` })
  }
  const { clientId, clientAuthentication } = client
  return {
    client: { client_id: clientId },
    authentication: createClientAuthentication(
      { providerId, clientAuthentication },
      listMethods(metadata, operation),
    ),
  }
}

/**
 * An endpoint without its own list accepts the methods of the token endpoint, because a client is registered with one method
 * (RFC 7591, section 2).
 */
function listMethods(metadata: ProviderMetadata, operation: RequestOperation): readonly string[] | undefined {
  const own =
    operation === 'introspection' || operation === 'revocation'
      ? metadata[`${operation}_endpoint_auth_methods_supported`]
      : undefined
  return own ?? metadata.token_endpoint_auth_methods_supported
}
