import { OidcError } from '@x/oidc-core'

/** The provider's codes for an outage, and for a client that is not registered as required. All others concern the user. */
const outages = ['server_error', 'temporarily_unavailable']
const misunderstandings = [
  'invalid_request',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_response_type',
]

/** Keycloak's code where a person goes on in a tab whose sign-in page is too old. */
export const expiredAtProvider = 'authentication_expired'

/** Builds the error for an authorization response with `error`. @see RFC 6749, section 4.1.2.1 */
export function describeRefusal(providerId: string, said: string, description: string | null): OidcError {
  // The code comes from the address, which anyone can write: only a code that fits the grammar is quoted.
  const quoted = /^[\w.-]{1,64}$/u.test(said) ? said : 'unknown'
  // It calls that an outage, and means this one sign-in.
  const error = description === expiredAtProvider ? expiredAtProvider : quoted
  if (outages.includes(error)) {
    return new OidcError(
      'provider_unavailable',
      `Provider ${providerId} cannot sign people in now: ${error}.`,
      {
        providerId,
        operation: 'authorization',
        why: error,
      },
    )
  }
  if (misunderstandings.includes(error)) {
    const message = `Provider ${providerId} does not accept the authorization request: ${error}. Check scopes and the client.`
    return new OidcError('client_rejected', message, { providerId, error })
  }
  return new OidcError('authorization_failed', `Provider ${providerId} refused the sign-in: ${error}.`, {
    providerId,
    error,
  })
}
