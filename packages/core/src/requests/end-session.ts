/** The data for a sign-out at the provider. @see OpenID Connect RP-Initiated Logout 1.0, section 2 */
export interface EndSession {
  /** Additional parameters; they cannot replace one of ours. */
  readonly logoutParams?: Readonly<Record<string, string>>
  /** The client of the sign-in. */
  readonly clientId: string
  /** Where the provider sends the browser afterwards; registered at the provider. */
  readonly postLogoutRedirectUri: string
  /** The random value that the provider sends back. */
  readonly state: string
  /** The raw ID Token, if it was kept. */
  readonly idTokenHint?: string | undefined
  /** The person at the provider, sent if there is no ID Token. */
  readonly logoutHint?: string | undefined
}

/**
 * Builds the parameters of an RP-initiated logout.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2
 */
export function buildEndSessionParameters(logout: EndSession): Readonly<Record<string, string>> {
  return {
    ...logout.logoutParams,
    client_id: logout.clientId,
    post_logout_redirect_uri: logout.postLogoutRedirectUri,
    state: logout.state,
    ...(logout.idTokenHint !== undefined
      ? { id_token_hint: logout.idTokenHint }
      : logout.logoutHint !== undefined
        ? { logout_hint: logout.logoutHint }
        : {}),
  }
}
