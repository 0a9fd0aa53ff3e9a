import { OidcError } from '@x/oidc-core'

/** Builds the error of a sign-in whose keys cannot be fetched for lack of budget: no newer key was looked for. */
export function buildKeyOutage(providerId: string, retryAfterSeconds: number): OidcError {
  const why = `newer keys are not fetched within ${retryAfterSeconds} s (see key_budget_empty)`
  return new OidcError(
    'provider_unavailable',
    `A token of provider ${providerId} names a key that is not known, and ${why}.`,
    { providerId, operation: 'jwks', why, retryAfterSeconds },
  )
}
