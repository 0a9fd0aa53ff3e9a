import { type ClientAuthentication, OidcError } from '@x/oidc-core'
import { type ClientAuth, ClientSecretBasic, ClientSecretPost, None } from 'oauth4webapi'

/**
 * Chooses the client authentication at the token endpoint: the configured method, otherwise a method that the provider's metadata
 * lists, preferably `client_secret_basic`.
 * @param offered the methods that the metadata lists for the endpoint
 * @throws OidcError `provider_unsupported` when the provider accepts none of the methods that fit a client secret
 * @see RFC 6749, section 2.3.1; OpenID Connect Core 1.0, section 9
 */
export function createClientAuthentication(
  {
    providerId,
    clientAuthentication,
  }: { readonly providerId: string; readonly clientAuthentication: ClientAuthentication },
  offered: readonly string[] | undefined,
): ClientAuth {
  switch (clientAuthentication.method) {
    case 'none':
      return None()
    case 'client_secret_basic':
      return ClientSecretBasic(clientAuthentication.clientSecret)
    case 'client_secret_post':
      return ClientSecretPost(clientAuthentication.clientSecret)
    case 'client_secret_as_discovered':
      return chooseMethod(providerId, offered)(clientAuthentication.clientSecret)
    case 'client_certificate_header':
      return certificateInHeader(clientAuthentication.certificate)
  }
}

function chooseMethod(
  providerId: string,
  // Metadata without the list means client_secret_basic (OpenID Connect Discovery 1.0, section 3).
  offered: readonly string[] = ['client_secret_basic'],
): (clientSecret: string) => ClientAuth {
  if (offered.includes('client_secret_basic')) return ClientSecretBasic
  if (offered.includes('client_secret_post')) return ClientSecretPost
  throw new OidcError(
    'provider_unsupported',
    `Provider ${providerId} takes a client secret neither by client_secret_basic nor by client_secret_post.`,
    { providerId, what: 'client authentication with a secret' },
  )
}

/**
 * Sends the client certificate in the `X-Cert` header instead of a secret. A header is one line: a PEM with line breaks
 * is sent percent-encoded, which is also how proxies forward certificates.
 */
function certificateInHeader(certificate: string): ClientAuth {
  const line = /[\r\n]/u.test(certificate) ? encodeURIComponent(certificate) : certificate
  return (_server, client, body, headers) => {
    body.set('client_id', client.client_id)
    headers.set('X-Cert', line)
  }
}
