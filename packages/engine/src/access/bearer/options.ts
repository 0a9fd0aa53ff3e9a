import type { AccessTokenLookup, AccessTokenProfile, RoleRequirement } from '@x/oidc-core'

/** What a guard of an API asks of the access token that comes with a request. */
export interface BearerOptions<Role extends string = string> {
  /**
   * Whom a token must be for: one of these. There is no default, since a token for another API must not open this one.
   * `'unchecked'` goes with the lookup `'userinfo'` alone, which proves no audience.
   */
  readonly audience: string | readonly string[] | undefined
  /**
   * The URL of the API, on the origin of `baseUrl`: its metadata are served (RFC 9728) and challenges name them.
   * @default the audience, if it is such a URL
   */
  readonly resource?: string
  /** A token needs all of these. */
  readonly scopes?: readonly string[]
  /** The caller needs one of these roles, or all of `{ all }`. An error where the token is `optional`. */
  readonly roles?: RoleRequirement<Role>
  /** The `providerId` of those whose tokens are accepted. @default all */
  readonly providers?: readonly string[]
  /**
   * Asks the provider about every token, for all providers or by `providerId`. `'userinfo'` proves neither audience nor
   * scope: any other client's token for the same person passes.
   * @default `accessTokenLookup` of the provider
   */
  readonly accessTokenLookup?: AccessTokenLookup | Readonly<Record<string, AccessTokenLookup>>
  /** How JWTs look, for all providers or by `providerId`. @default `accessTokenProfile` of the provider */
  readonly accessTokenProfile?: AccessTokenProfile | Readonly<Record<string, AccessTokenProfile>>
  /** JWS algorithms accepted on access tokens. @default those accepted on ID Tokens */
  readonly signingAlgs?: readonly string[]
  /** Seconds that an accepted token is not looked at again: 0 to 60. @default 60 */
  readonly cacheSeconds?: number
  /** One of these authentication context classes is needed (RFC 9470). */
  readonly acrValues?: readonly string[]
  /** The person must have signed in no longer ago than this, in seconds (RFC 9470). */
  readonly maxAgeSeconds?: number
  /**
   * Tokens bound to a key (DPoP, RFC 9449): they are accepted with a proof, or no others are. Without it bound tokens are
   * refused.
   */
  readonly dpop?: SenderConstraint | 'required_with_nonce'
  /** Tokens bound to a client certificate (RFC 8705): as above. */
  readonly mtls?: SenderConstraint
  /** Where a proxy puts the certificate. @default it is that of the connection, where the adapter knows it */
  readonly certificateHeader?: CertificateHeader
  /** Lets requests without an `Authorization` header through, with the session if there is one. @default false */
  readonly optional?: boolean
}

export type SenderConstraint = 'accepted' | 'required'

/** The header in which a proxy that ends TLS passes the client's certificate on. */
export interface CertificateHeader {
  readonly name: string
  /** Addresses of the connection from which the header is believed: whole ones, e.g. `10.0.0.1`. */
  readonly trustedProxies: readonly string[]
}
