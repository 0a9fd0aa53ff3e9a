import type { ObjectReader } from './object-reader.ts'
import type { ProviderConfig } from './oidc-config.ts'

interface ClientSecret {
  readonly clientSecret: string | undefined
  readonly useClientSecretAsCertificate: boolean
  readonly tokenEndpointAuthMethod: ProviderConfig['tokenEndpointAuthMethod'] | undefined
}

/** Checks that the way of client authentication and the secret fit together. */
export function checkClientSecret(reader: ObjectReader, secret: ClientSecret): void {
  const { clientSecret, useClientSecretAsCertificate, tokenEndpointAuthMethod } = secret
  if (useClientSecretAsCertificate) {
    if (!reader.has('clientSecret')) {
      reader.error('clientSecret', 'missing', 'is missing, and useClientSecretAsCertificate needs it.')
    }
    // It becomes a header: anything else could begin another one.
    if (clientSecret !== undefined && !/^[\r\n\x20-\x7E]+$/.test(clientSecret)) {
      reader.error('clientSecret', 'invalid_value', 'must be PEM: printable ASCII and line breaks.')
    }
    if (tokenEndpointAuthMethod !== undefined && tokenEndpointAuthMethod !== 'none') {
      const message = 'does not go with useClientSecretAsCertificate. Leave it out.'
      reader.error('tokenEndpointAuthMethod', 'conflict', message)
    }
    return
  }
  if (tokenEndpointAuthMethod === undefined) return
  if (tokenEndpointAuthMethod === 'none' ? clientSecret !== undefined : !reader.has('clientSecret')) {
    const message = "does not fit clientSecret: 'none' is for no secret, the others need one."
    reader.error('tokenEndpointAuthMethod', 'conflict', message)
  }
}
