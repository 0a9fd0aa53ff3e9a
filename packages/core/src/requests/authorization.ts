import type { SignInProviderConfig } from '../config/oidc-config.ts'

/** The parameters that differ in every authorization request. */
export interface AuthorizationAttempt {
  /** The callback's URL, registered at the provider. */
  readonly redirectUri: string
  /** The random value that binds the response to the browser. @see RFC 6749, section 10.12 */
  readonly state: string
  /** The random value that binds the ID Token to the sign-in. @see OpenID Connect Core 1.0, section 15.5.2 */
  readonly nonce: string
  /** The S256 code challenge (RFC 7636, section 4.2). */
  readonly codeChallenge: string
  /**
   * Makes the provider ask which account to use, or for the password again; with `none`, it must not show a page.
   * @see OpenID Connect Core 1.0, section 3.1.2.1
   */
  readonly prompt?: 'select_account' | 'login' | 'none' | undefined
  /** The account that the person probably uses, as another site proposed it: `login_hint`. */
  readonly loginHint?: string | undefined
}

/**
 * Builds the parameters of an authorization request in the code flow with PKCE. The configuration's
 * `authorizationParams` come first, so that they cannot replace one of ours.
 * @see OpenID Connect Core 1.0, section 3.1.2.1; RFC 9700, section 2.1.1
 */
export function buildAuthorizationParameters(
  provider: SignInProviderConfig,
  attempt: AuthorizationAttempt,
): Readonly<Record<string, string>> {
  const { requiredAcrValues, unsafe } = provider
  return {
    ...provider.authorizationParams,
    ...(requiredAcrValues.length > 0 && { acr_values: requiredAcrValues.join(' ') }),
    ...(attempt.prompt === undefined ? {} : { prompt: attempt.prompt }),
    ...(attempt.loginHint === undefined ? {} : { login_hint: attempt.loginHint }),
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: attempt.redirectUri,
    scope: provider.scopes.join(' '),
    state: attempt.state,
    ...(unsafe?.withoutNonce === true ? {} : { nonce: attempt.nonce }),
    ...(unsafe?.withoutPkce === true
      ? {}
      : { code_challenge: attempt.codeChallenge, code_challenge_method: 'S256' }),
  }
}
