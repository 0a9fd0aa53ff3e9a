import type { ObjectReader } from './object-reader.ts'
import type { ClientAuthentication, IntrospectionClient } from './oidc-config.ts'

/** The options for client authentication. */
const optionKeys = [
  'clientSecret',
  'useClientSecretAsCertificate',
  'tokenEndpointAuthMethod',
  'authMethod',
] as const

/** The member that belongs to each method. */
const credentials = {
  none: undefined,
  client_secret_basic: 'clientSecret',
  client_secret_post: 'clientSecret',
  client_secret_as_discovered: 'clientSecret',
  client_certificate_header: 'certificate',
} as const

/**
 * Reads the client authentication: from the options, or from `clientAuthentication` of a configuration that was defined
 * before. It reports errors, and its result is then not usable.
 */
export function parseClientAuthentication(reader: ObjectReader): ClientAuthentication {
  return reader.has('clientAuthentication') ? parseDefined(reader) : parseOptions(reader)
}

function parseOptions(reader: ObjectReader): ClientAuthentication {
  const clientSecret = reader.secret('clientSecret', 'leave the key out for a public client')
  const isCertificate = reader.flag('useClientSecretAsCertificate')
  const method = reader.choice('tokenEndpointAuthMethod', [
    'none',
    'client_secret_basic',
    'client_secret_post',
  ])
  if (isCertificate) {
    if (!reader.has('clientSecret')) {
      reader.error('clientSecret', 'missing', 'is missing, and useClientSecretAsCertificate needs it.')
    }
    checkCertificate(reader, 'clientSecret', clientSecret)
    if (method !== undefined && method !== 'none') {
      const message = 'cannot be combined with useClientSecretAsCertificate. Leave it out.'
      reader.error('tokenEndpointAuthMethod', 'conflict', message)
    }
  } else if (
    method !== undefined &&
    (method === 'none' ? clientSecret !== undefined : !reader.has('clientSecret'))
  ) {
    const message =
      "does not fit clientSecret: 'none' is for a client without a secret, and the other methods need one."
    reader.error('tokenEndpointAuthMethod', 'conflict', message)
  }
  if (!isCertificate) checkCredential(reader, 'clientSecret', clientSecret)
  if (clientSecret === undefined) return { method: 'none' }
  if (isCertificate) return { method: 'client_certificate_header', certificate: clientSecret }
  return method === undefined || method === 'none'
    ? { method: 'client_secret_as_discovered', clientSecret }
    : { method, clientSecret }
}

function parseDefined(provider: ObjectReader): ClientAuthentication {
  for (const key of optionKeys.filter((option) => provider.has(option))) {
    const message =
      'cannot be combined with clientAuthentication of a defined configuration. Leave one of them out.'
    provider.error(key, 'conflict', message)
  }
  const reader = provider.object('clientAuthentication', ['method', 'clientSecret', 'certificate'])
  const methods = Object.keys(credentials) as (keyof typeof credentials)[]
  const method = reader.choice('method', methods)
  if (reader.value('method') === undefined) reader.error('method', 'missing', 'is missing.')
  const expected = method && credentials[method]
  for (const key of ['clientSecret', 'certificate'].filter((each) => each !== expected && reader.has(each)))
    reader.error(key, 'conflict', 'cannot be combined with the method. Leave it out.')
  switch (method) {
    case undefined:
    case 'none':
      return { method: 'none' }
    case 'client_certificate_header': {
      const certificate = reader.required('certificate')
      checkCertificate(reader, 'certificate', certificate)
      return { method, certificate }
    }
    case 'client_secret_basic':
    case 'client_secret_post':
    case 'client_secret_as_discovered': {
      const clientSecret = reader.required('clientSecret')
      checkCredential(reader, 'clientSecret', clientSecret)
      return { method, clientSecret }
    }
  }
}

/**
 * Checks a client's id or secret. Environment files and terminals may add invisible line breaks and blanks.
 * @see RFC 6749, appendices A.1 and A.2
 */
export function checkCredential(reader: ObjectReader, key: string, text = ''): void {
  if (/\p{Cc}/u.test(text) || text.trim() !== text) {
    const message = 'has a control character, or a blank at its beginning or end. Remove it.'
    reader.error(key, 'invalid_value', message)
  } else if (!/^[\x20-\x7E]*$/.test(text)) {
    const message = 'has characters outside of printable ASCII, which some providers read in another way.'
    reader.warn(key, 'unusual_characters', message)
  }
}

const introspectionKeys = ['clientId', 'clientSecret', 'authMethod', 'clientAuthentication']

/** Reads the client that introspects. It authenticates with a secret (RFC 7662, section 2.1). */
export function parseIntrospection(provider: ObjectReader): IntrospectionClient | undefined {
  if (provider.value('introspection') === undefined) return undefined
  const reader = provider.object('introspection', introspectionKeys)
  const clientId = reader.required('clientId')
  checkCredential(reader, 'clientId', clientId)
  if (reader.has('clientAuthentication')) {
    const clientAuthentication = parseDefined(reader)
    if (clientAuthentication.method === 'none')
      reader.error('clientAuthentication', 'conflict', 'needs a method with a secret.')
    return { clientId, clientAuthentication }
  }
  const method = reader.choice('authMethod', ['client_secret_basic', 'client_secret_post'])
  const clientSecret = reader.required('clientSecret')
  checkCredential(reader, 'clientSecret', clientSecret)
  return { clientId, clientAuthentication: { method: method ?? 'client_secret_as_discovered', clientSecret } }
}

/** The value becomes a header. Other characters could start another header. */
function checkCertificate(reader: ObjectReader, key: string, certificate = ''): void {
  if (!/^[\r\n\x20-\x7E]*$/.test(certificate))
    reader.error(key, 'invalid_value', 'must be PEM: printable ASCII and line breaks.')
}
