/** The request to the provider that an error is about. */
export type ProviderOperation =
  'authorization' | 'discovery' | 'introspection' | 'jwks' | 'revocation' | 'token' | 'userinfo'

/** The error that a provider sent in place of a code or a token (RFC 6749, sections 4.1.2.1 and 5.2). */
export interface ProviderRefusal {
  /** The `providerId` of the configuration. */
  readonly providerId: string
  /** The provider's `error`. */
  readonly error: string
  /** The provider's `error_description`, at most 500 characters. Values that were sent to the provider are removed from it. */
  readonly description?: string
  /** Whether the answer came through the browser, so that anyone may have written it. */
  readonly untrusted?: true
}

/** Every error code of the library and the shape of its `detail`. No detail holds a token, secret, code or state. */
export interface ErrorDetails {
  /** The configuration has errors; all are listed. */
  config_invalid: { readonly issues: readonly ConfigIssue[] }

  /** The provider could not be reached, was too slow, or answered 5xx. */
  provider_unavailable: {
    readonly providerId: string
    readonly operation: ProviderOperation
    readonly why: string
    /** The address of the request, without its query. */
    readonly url?: string
    /** The HTTP status of the answer. */
    readonly status?: number
    /** The code of the runtime for a request without an answer, e.g. `ECONNREFUSED`. */
    readonly causeCode?: string | undefined
    /** Seconds until the next request, if known. */
    readonly retryAfterSeconds?: number
  }
  /** The answer of the provider does not follow the specification. */
  provider_response_invalid: {
    readonly providerId: string
    readonly operation: ProviderOperation
    readonly why: string
    /** The address of the request, without its query. */
    readonly url?: string
    /** The HTTP status of the answer. */
    readonly status?: number
  }
  /** Discovery names another issuer than the configuration (OpenID Connect Discovery 1.0, section 4.3). */
  issuer_mismatch: { readonly providerId: string; readonly expected: string; readonly received: string }
  /** The provider lacks a feature that this library requires, e.g. PKCE with S256. */
  provider_unsupported: { readonly providerId: string; readonly what: string }

  /** The provider answered the authorization request with an error (RFC 6749, section 4.1.2.1). */
  authorization_failed: ProviderRefusal
  /** The authorization response is malformed or from another issuer (RFC 9207). */
  authorization_response_invalid: { readonly providerId: string; readonly rule: string }
  /** The callback came without the cookie that started the sign-in. */
  transaction_missing: { readonly providerId: string }
  /** The sign-in took longer than `session.signInSeconds`. */
  transaction_expired: { readonly providerId: string }
  /** The callback was requested twice, and the first request used its transaction. */
  transaction_used: { readonly providerId: string }
  /** The provider refused the client's credentials (`invalid_client`, `unauthorized_client`). */
  client_rejected: ProviderRefusal
  /** The token endpoint answered with another error (RFC 6749, section 5.2). */
  token_request_failed: ProviderRefusal
  /** The ID Token does not pass validation (OpenID Connect Core 1.0, section 3.1.3.7). */
  id_token_invalid: { readonly providerId: string; readonly rule: string }
  /** The UserInfo response does not pass validation (section 5.3.2). */
  userinfo_invalid: { readonly providerId: string; readonly rule: string }
  /** `security` is a function, and it failed, timed out or returned a value with errors. */
  security_unavailable: { readonly providerId: string; readonly why: string }
  /**
   * The look-up of an access token at the provider failed, or the provider's keys are not usable; `why` is the code of the
   * reason, and `retryAfterSeconds` the time until the next attempt, if known.
   */
  token_unverifiable: {
    readonly providerId: string
    readonly why: string
    readonly retryAfterSeconds?: number
  }
  /** The provider left claims out, and `completeClaims` failed to fetch them. */
  claims_completion_failed: { readonly providerId: string; readonly why: string }
  /** A session does not fit into cookies. */
  session_too_large: { readonly bytes: number; readonly limit: number; readonly largest: string }
  /** The session store failed or did not answer in time. */
  session_store_unavailable: { readonly operation: string; readonly why: string }
  /** The roles of a session are too old, and the provider does not confirm them at the moment. */
  roles_outdated: { readonly providerId: string; readonly retryAfterSeconds: number }
  /** There are no tokens of this caller: `why` says why. */
  tokens_unavailable: { readonly why: 'anonymous' | 'ended' | 'expired' | 'not_kept' }
  /** The function `onSignIn` failed, timed out or returned a value with errors. */
  sign_in_hook_failed: { readonly providerId: string; readonly why: string }
  /** A logout of the person arrived while the sign-in was under way. */
  sign_in_overtaken: { readonly providerId: string }
  /** Sign-ins succeed, but the browser does not keep the session. */
  session_cookie_rejected: { readonly providerId: string }

  /** The URL names a provider that the configuration does not have. */
  unknown_provider: { readonly providerId: string }
  /** The function that finds providers failed, timed out or is called too often; `why` says which. `providerId` is `''` for an issuer. */
  provider_lookup_failed: {
    readonly providerId: string
    readonly why: string
    /** Seconds until the next call, if known. */
    readonly retryAfterSeconds?: number
  }
  /** The sign-in page was requested without a provider, and there is no list of providers to choose from. */
  provider_required: Record<never, never>
  /**
   * The path belongs to the library, but does not accept this method. `allow` lists the accepted methods (RFC 9110, section
   * 15.5.6).
   */
  method_not_allowed: { readonly allow: string }
  /** A state-changing request came from another site. */
  cross_site_request: Record<never, never>
  /** The request is malformed; `why` says in which way. */
  request_invalid: { readonly why: string }
  /** The body of a request is longer than the limit. */
  request_too_large: { readonly received: string; readonly maxBytes: number }
  /** The body of a request is not a form in UTF-8. */
  content_type_unsupported: {
    readonly header: string
    readonly received: string
    readonly expected: string
  }
}

/** The stable code of an error of the library. Programs compare it. */
export type OidcErrorCode = keyof ErrorDetails

/** One problem of a configuration. Secrets never appear in `message`. */
export interface ConfigIssue {
  /** An `error` is refused at the start. A `warning` is reported, and the configuration is used. */
  readonly severity: 'error' | 'warning'
  /** The path from the root: `['providers', 0, 'issuerUrl']`. */
  readonly path: readonly (string | number)[]
  /** Stable snake_case, e.g. `unknown_key`, `missing`, `gate_open`. */
  readonly code: string
  /** The problem and the remedy, as text. */
  readonly message: string
}
