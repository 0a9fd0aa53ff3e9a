import type { AccessTokenLookup, AccessTokenProfile, RoleRequirement } from '@x/oidc-core'

/** The requirements of an API for the access token of a request. */
export interface BearerOptions<Role extends string = string> {
  /**
   * The accepted audiences: a token must name one of them. There is no default, because a token for another API must not open
   * this one. `'unchecked'` is valid only with the lookup `'userinfo'`, which does not prove an audience.
   */
  readonly audience: string | readonly string[] | undefined
  /**
   * The URL of the API, on the origin of `baseUrl`. The engine serves its metadata (RFC 9728), and challenges name them.
   * @default the audience, if it is such a URL
   */
  readonly resource?: string
  /** A token needs all of these. */
  readonly scopes?: readonly string[]
  /** The caller needs one of these roles, or all of `{ all }`. An error if the token is `optional`. */
  readonly roles?: RoleRequirement<Role>
  /** The `providerId`s of the providers whose tokens are accepted. @default all */
  readonly providers?: readonly string[]
  /**
   * Looks up every token at the provider, for all providers or by `providerId`. `'userinfo'` proves neither audience nor
   * scope: any other client's token for the same person passes.
   * @default `accessTokenLookup` of the provider
   */
  readonly accessTokenLookup?: AccessTokenLookup | Readonly<Record<string, AccessTokenLookup>>
  /** The format of JWTs, for all providers or by `providerId`. @default `accessTokenProfile` of the provider */
  readonly accessTokenProfile?: AccessTokenProfile | Readonly<Record<string, AccessTokenProfile>>
  /** JWS algorithms accepted on access tokens. @default those accepted on ID Tokens */
  readonly signingAlgs?: readonly string[]
  /** How many seconds the result for a token is cached: 0 to 60. `accessTokenCacheMebibytes` limits the memory. @default 60 */
  readonly cacheSeconds?: number
  /** One of these authentication context classes is needed (RFC 9470). */
  readonly acrValues?: readonly string[]
  /** The person must have signed in no longer ago than this, in seconds (RFC 9470). */
  readonly maxAgeSeconds?: number
  /**
   * Tokens bound to a key (DPoP, RFC 9449): accepted with a proof, or required. Without this option, tokens that are bound to a
   * key are refused.
   */
  readonly dpop?: SenderConstraint | 'required_with_nonce'
  /** Tokens bound to a client certificate (RFC 8705): accepted, or required. Without this option they are refused. */
  readonly mtls?: SenderConstraint
  /** Where a proxy puts the certificate. @default the certificate of the connection, if the adapter knows it */
  readonly certificateHeader?: CertificateHeader
  /** Lets requests without an `Authorization` header through, with the session if there is one. @default false */
  readonly optional?: boolean
}

export type SenderConstraint = 'accepted' | 'required'

/** The header in which a proxy that ends TLS passes the client's certificate on. */
export interface CertificateHeader {
  /** The name of the header, such as `x-forwarded-client-cert`. */
  readonly name: string
  /** Addresses of proxies from which the header is trusted: whole addresses, e.g. `10.0.0.1`. */
  readonly trustedProxies: readonly string[]
}
