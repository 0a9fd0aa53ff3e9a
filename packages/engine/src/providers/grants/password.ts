import { isOidcError } from '@x/oidc-core'
import { defaultPorts, createSafePorts, type Ports } from '../../ports.ts'
import { createProviderClient } from '../provider-client.ts'
import type { ApiTokenAnswer } from './token-response.ts'
import { type ApiTokenOptions, defineTokenClient } from './api-token-options.ts'
import { type ApiAccess, createApiAccess } from './api-access.ts'

/** Options of `requestPasswordToken`. @see RFC 6749, section 4.3 */
export interface PasswordTokenOptions extends ApiTokenOptions {
  /** The person's user name at the provider. */
  readonly username: string | undefined
  /** The person's password. It is sent only to the token endpoint. */
  readonly password: string | undefined
}

/**
 * Requests a token with the user name and password of a person, for scripts at providers without a better grant.
 * @remarks OAuth 2.1 removes this grant, and RFC 9700, section 2.4, forbids it: the script sees the password, and a
 * second factor is impossible. Prefer `requestClientCredentialsToken`. The password stays in memory, for the case that
 * the refresh token is refused.
 * @throws OidcError `config_invalid` with every issue; `client_rejected`, `token_request_failed`, `provider_unavailable`,
 *   `provider_response_invalid`
 * @see RFC 6749, sections 4.3 and 6
 */
export async function requestPasswordToken(
  options: PasswordTokenOptions,
  ports: Partial<Ports> = {},
): Promise<ApiAccess> {
  const { provider, apiOrigin, scopes, parameters, fetch, credentials } = defineTokenClient(options, [
    'username',
    'password',
  ])
  const allPorts = createSafePorts({ ...defaultPorts, ...(fetch && { fetch }), ...ports })
  const client = createProviderClient(provider, allPorts)

  const signIn = (): Promise<ApiTokenAnswer> =>
    client.requestApiToken({ type: 'password', parameters: { ...parameters, ...credentials } })

  async function refresh(refreshToken: string): Promise<ApiTokenAnswer> {
    try {
      const answer = await client.requestApiToken({
        type: 'refresh_token',
        parameters: { ...parameters, refresh_token: refreshToken },
      })
      // A provider that does not rotate refresh tokens sends no new one (RFC 6749, section 6).
      return { ...answer, refreshToken: answer.refreshToken ?? refreshToken }
    } catch (failure) {
      if (isOidcError(failure, 'token_request_failed')) return signIn()
      throw failure
    }
  }

  return createApiAccess({
    ports: allPorts,
    providerId: provider.providerId,
    apiOrigin,
    scopes,
    request: (before) => (before?.refreshToken === undefined ? signIn() : refresh(before.refreshToken)),
  })
}
