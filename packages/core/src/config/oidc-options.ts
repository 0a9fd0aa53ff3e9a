import type { ClaimRef, RoleRule } from '../claims/claim-path.ts'

/** A literal that the configuration check narrows; a plain string compiles, so that options need no `as const`. */
type Loose<Literal extends string> = Literal | (string & {})

/** What a user writes. `defineOidcConfig` checks it and fills in the defaults. */
export interface OidcOptions {
  /** The app's public URL; it decides scheme, host and mount prefix of everything the library emits. */
  readonly baseUrl: string
  readonly providers: readonly ProviderOptions[]
  readonly security?: SecurityOptions | undefined
  /** Lets several providers use one shared `security` that maps roles. */
  readonly shareSecurity?: boolean | undefined
  readonly session: SessionOptions
  readonly paths?: PathOptions | undefined
  /** Seconds by which clocks may differ. @default 30 */
  readonly clockSkewSeconds?: number | undefined
}

export interface ProviderOptions {
  /** Names the provider in URLs: `[A-Za-z0-9_-]{1,64}`. */
  readonly providerId: string
  /** Compared byte for byte with discovery and tokens. */
  readonly issuerUrl: string | undefined
  readonly clientId: string | undefined
  /** Absent for a public client. Present but `undefined` or empty is an error: a missing environment variable. */
  readonly clientSecret?: string | undefined
  /** @default 'sub' */
  readonly nameClaim?: ClaimRef | undefined
  /** `openid` is always added. */
  readonly scopes?: readonly string[] | undefined
  readonly rolesClaims?: readonly (ClaimRef | RoleRule)[] | undefined
  /** @default 'jwt' */
  readonly accessTokenFormat?: Loose<'jwt' | 'opaque'> | undefined
  /** The issuer that access tokens name, where it is another one. @default issuerUrl */
  readonly accessTokenIssuer?: string | undefined
  /** How the provider's JWT access tokens look to an API. @default 'rfc9068' */
  readonly accessTokenProfile?: Loose<AccessTokenProfile> | undefined
  /**
   * Makes an API ask the provider about every access token.
   * @default 'introspection' where `accessTokenFormat` is `'opaque'`; other tokens are verified as JWTs
   */
  readonly accessTokenLookup?: Loose<AccessTokenLookup> | undefined
  readonly allowUnverifiedEmail?: boolean | undefined
  /** The secret is a client certificate, sent in the `X-Cert` header of the token request. */
  readonly useClientSecretAsCertificate?: boolean | undefined
  /** @deprecated Use `rolesClaims`. Each entry is split on `/` into a path. */
  readonly pathsToAuthorities?: readonly string[] | undefined
  /** @deprecated Use `security.roleMapping`. */
  readonly roleMapping?: RoleTable | undefined
  readonly security?: SecurityOptions | undefined
  readonly tokenEndpointAuthMethod?: Loose<TokenEndpointAuthMethod> | undefined
  /** JWS algorithms accepted on ID Tokens. @default what the provider lists and we support */
  readonly idTokenSigningAlgs?: readonly string[] | undefined
  /** Audiences an ID Token may name beside the client. */
  readonly trustedAudiences?: readonly string[] | undefined
  /** More parameters of the authorization request; they can never override ours. `max_age` is a whole number of seconds. */
  readonly authorizationParams?: Readonly<Record<string, string>> | undefined
  /** Where discovery is fetched, when not below the issuer. The issuer is still compared. */
  readonly metadataUrl?: string | undefined
  /** Allows an http issuer on a host other than loopback. */
  readonly allowInsecureIssuer?: boolean | undefined
}

/**
 * - `rfc9068`: typed `at+jwt`, with everything that RFC 9068 requires.
 * - `plain_jwt`: not typed, as Keycloak and Entra ID send them. What marks an ID Token or a logout token is refused.
 * - `plain_jwt_without_aud`: the same where the provider sends no `aud`, as Cognito: `client_id` is the audience, and a token
 *   must name its kind by `token_use`, `typ` or the JOSE type.
 */
export type AccessTokenProfile = 'rfc9068' | 'plain_jwt' | 'plain_jwt_without_aud'

/**
 * How a token is looked up at the provider: RFC 7662, RFC 9701 (the answer is signed), or OpenID Connect Core 1.0,
 * section 5.3.
 */
export type AccessTokenLookup = 'introspection' | 'signed_introspection' | 'userinfo'

export type TokenEndpointAuthMethod = 'none' | 'client_secret_basic' | 'client_secret_post'

/** Names on the left, the roles they give on the right. */
export type RoleTable = Readonly<Record<string, readonly string[]>>

export interface SecurityOptions {
  /** Role key → roles. */
  readonly roleMapping?: RoleTable | undefined
  /** User name → roles, on top of mapped roles. */
  readonly individualRoles?: RoleTable | undefined
  /** Roles of a user who got no mapped and no individual role. */
  readonly defaultRoles?: readonly string[] | undefined
  /** Whoever has none of these is not admitted. `[]` admits everybody who signed in. @default ['ROLE_USER'] */
  readonly requiredRoles?: readonly string[] | undefined
  /** Role → roles that it includes, transitively. */
  readonly impliedRoles?: RoleTable | undefined
  readonly rolePatterns?:
    readonly { readonly pattern: string; readonly roles: readonly string[] }[] | undefined
  /** Lets unmapped role keys become roles. @default false */
  readonly passthrough?: false | PassthroughOptions | undefined
  readonly caseInsensitiveKeys?: boolean | undefined
  /** The user's name is also looked up in `roleMapping`. */
  readonly usernameAsRoleKey?: boolean | undefined
}

export interface PassthroughOptions {
  /** Globs over role keys: `*` stays on one level, `**` crosses `/`. */
  readonly allow: readonly string[]
  /** Always put before the key. */
  readonly prefix?: string | undefined
  /** Roles that can never come this way, beside all that the configuration names. */
  readonly except?: readonly string[] | undefined
}

export interface SessionOptions {
  /** At least 32 bytes each; the first seals, all open. */
  readonly secret: string | readonly (string | undefined)[] | undefined
  readonly cookieName?: string | undefined
  /** @default 43200 */
  readonly absoluteSeconds?: number | undefined
  /** @default 3600 */
  readonly idleSeconds?: number | undefined
  /** What a session keeps beyond identity, roles and a few profile claims. */
  readonly keep?: readonly Loose<SessionKeep>[] | undefined
}

export type SessionKeep = 'trace' | 'claims'

/** The URL paths of the library's own pages, below `baseUrl`'s path. `{providerId}` stands for the provider. */
export interface PathOptions {
  readonly login?: string | undefined
  readonly authorization?: string | undefined
  readonly callback?: string | undefined
  readonly denied?: string | undefined
  readonly logout?: string | undefined
  readonly loggedOut?: string | undefined
  readonly session?: string | undefined
}
