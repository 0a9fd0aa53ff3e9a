import { OidcError, type ProviderConfig, type TokenEndpointAuthMethod } from '@x/oidc-core'
import { type ClientAuth, ClientSecretBasic, ClientSecretPost, None } from 'oauth4webapi'

/**
 * Chooses how the client proves at the token endpoint who it is: as configured, else as the provider's metadata allows,
 * `client_secret_basic` first.
 * @param offered the methods that the metadata list for the endpoint
 * @throws OidcError `provider_unsupported` when the provider accepts none of the methods that fit a client secret
 * @see RFC 6749, section 2.3.1; OpenID Connect Core 1.0, section 9
 */
export function createClientAuthentication(
  provider: ProviderConfig,
  offered: readonly string[] | undefined,
): ClientAuth {
  const { clientSecret } = provider
  if (clientSecret === undefined) return None()
  if (provider.useClientSecretAsCertificate) return certificateInHeader(clientSecret)
  switch (provider.tokenEndpointAuthMethod ?? chooseMethod(provider.providerId, offered)) {
    case 'client_secret_basic':
      return ClientSecretBasic(clientSecret)
    case 'client_secret_post':
      return ClientSecretPost(clientSecret)
    case 'none':
      return None()
  }
}

function chooseMethod(
  providerId: string,
  // Where the metadata says nothing, client_secret_basic is meant (OpenID Connect Discovery 1.0, section 3).
  offered: readonly string[] = ['client_secret_basic'],
): TokenEndpointAuthMethod {
  const method = (['client_secret_basic', 'client_secret_post'] as const).find((ours) =>
    offered.includes(ours),
  )
  if (method !== undefined) return method
  throw new OidcError(
    'provider_unsupported',
    `Provider ${providerId} takes a client secret neither by client_secret_basic nor by client_secret_post.`,
    { providerId, what: 'client authentication with a secret' },
  )
}

/**
 * Sends the client certificate in the `X-Cert` header instead of a secret. A header is one line: a PEM with line breaks
 * goes percent-encoded, which is also how proxies pass certificates on.
 */
function certificateInHeader(certificate: string): ClientAuth {
  const line = /[\r\n]/u.test(certificate) ? encodeURIComponent(certificate) : certificate
  return (_server, client, body, headers) => {
    body.set('client_id', client.client_id)
    headers.set('X-Cert', line)
  }
}
