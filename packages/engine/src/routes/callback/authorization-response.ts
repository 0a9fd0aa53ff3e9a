import { OidcError, readTenant, validateAuthorizationResponse } from '@x/oidc-core'
import { describeAuthorizationError } from '../../providers/describe-refusal.ts'
import type { ProviderClient } from '../../providers/provider-client.ts'
import type { Transaction } from '../../sessions/transaction.ts'

/** Maximum length of the query, in characters. */
const maxResponseLength = 8192

/**
 * Parses the query of a callback.
 * @throws OidcError `request_invalid`
 */
export function parseResponse(query: string): URLSearchParams {
  if (query.length <= maxResponseLength) return new URLSearchParams(query)
  throw new OidcError('request_invalid', 'The authorization response is too long.', { why: 'too long' })
}

/**
 * Validates an authorization response, and returns its code.
 * @throws OidcError `authorization_failed`, `client_rejected` or `provider_unavailable` if it is an error of the provider;
 *   `authorization_response_invalid`
 */
export async function validateResponse(
  client: ProviderClient,
  transaction: Transaction,
  response: URLSearchParams,
): Promise<string> {
  const { providerId, issuerTemplate, issuerUrl } = client.config
  // The ID Token then has to name the same issuer, with its own `tid`.
  const named = response.get('iss')
  const issuer =
    issuerTemplate === undefined ? issuerUrl : readTenant(issuerTemplate, named) ? named : issuerTemplate
  const { nonce, state } = transaction.secrets
  const result = validateAuthorizationResponse([...response], {
    state,
    issuer: issuer ?? issuerUrl,
    issuerIsSent: (await client.metadata()).authorization_response_iss_parameter_supported === true,
  })
  switch (result.outcome) {
    case 'code':
      return result.code
    case 'error':
      throw describeAuthorizationError(
        client.config,
        { error: result.error, description: response.get('error_description') },
        [state, nonce],
      )
    case 'invalid':
      throw new OidcError(
        'authorization_response_invalid',
        `The authorization response of provider ${providerId} fails the check ${result.rule}.`,
        { providerId, rule: result.rule },
      )
  }
}
