import type { IncomingHttpHeaders } from 'node:http'
import type { ClientOptions } from '../provider/provider-options.ts'

interface Credentials {
  readonly clientId: string
  readonly secret: string | undefined
  readonly method: NonNullable<ClientOptions['tokenEndpointAuthMethod']>
}

// RFC 6749, section 2.3.1: the id and the secret are form-encoded before base64.
function decodeForm(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}

function parseCredentials(headers: IncomingHttpHeaders, form: URLSearchParams): Credentials {
  const [scheme, encoded] = headers.authorization?.split(' ') ?? []
  const certificate = headers['x-cert']
  if (scheme?.toLowerCase() === 'basic' && encoded !== undefined) {
    const [clientId = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':')
    return {
      clientId: decodeForm(clientId),
      secret: decodeForm(rest.join(':')),
      method: 'client_secret_basic',
    }
  }
  const clientId = form.get('client_id') ?? ''
  if (typeof certificate === 'string') {
    return { clientId, secret: decodeURIComponent(certificate), method: 'x_cert' }
  }
  const secret = form.get('client_secret') ?? undefined
  return { clientId, secret, method: secret === undefined ? 'none' : 'client_secret_post' }
}

/**
 * Returns the id of the client that sends a token request. Undefined: its credentials are wrong. Without registered clients,
 * every client is accepted.
 */
export function authenticateClient(
  clients: readonly ClientOptions[] | undefined,
  headers: IncomingHttpHeaders,
  form: URLSearchParams,
): string | undefined {
  const { clientId, secret, method } = parseCredentials(headers, form)
  if (!clients) return clientId
  const client = clients.find((registered) => registered.clientId === clientId)
  const expected =
    client?.tokenEndpointAuthMethod ?? (client?.clientSecret === undefined ? 'none' : 'client_secret_basic')
  return client && expected === method && client.clientSecret === secret ? clientId : undefined
}
