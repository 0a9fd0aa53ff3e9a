import type { ClaimRef, NameClaim, RoleRule } from '../claims/claim-path.ts'

/** A literal that the configuration check narrows; a plain string compiles, so that options need no `as const`. */
type Loose<Literal extends string> = Literal | (string & {})

/** The options of an application. `defineOidcConfig` checks them and fills in the defaults. */
export interface OidcOptions {
  /** The app's public URL. It gives scheme, host and mount prefix of every URL that the library writes. */
  readonly baseUrl: string
  /** Allows an http `baseUrl` on a host other than loopback, for a test network. A warning says what that costs. */
  readonly allowInsecureBaseUrl?: boolean | undefined
  readonly providers: readonly (AccessTokenProviderOptions | ProviderOptions)[]
  readonly security?: SecurityOptions | undefined
  /** Lets several providers use one shared `security` that maps roles. */
  readonly shareSecurity?: boolean | undefined
  readonly session: SessionOptions
  readonly paths?: PathOptions | undefined
  /** Tolerated clock difference in seconds. @default 30 */
  readonly clockSkewSeconds?: number | undefined
  /**
   * Memory for the cache of accepted access tokens, in MiB: 0 to 4096, and 0 switches it off. All APIs of an engine share it. Half of
   * it holds the tokens that come in turns. @default 48, and 8 on workerd
   */
  readonly accessTokenCacheMebibytes?: number | undefined
}

/** A provider where people sign in. Its access tokens may be those of an API, too. */
export interface ProviderOptions {
  /** Names the provider in URLs: `[A-Za-z0-9_-]{1,64}`. */
  readonly providerId: string
  /** `false`: people cannot sign in there. It issues access tokens for an API, and needs no client. @default true */
  readonly signIn?: true | undefined
  /** Compared byte for byte with discovery and tokens. */
  readonly issuerUrl: string | undefined
  readonly clientId: string | undefined
  /** Absent for a public client. Present but `undefined` or empty is an error: a missing environment variable. */
  readonly clientSecret?: string | undefined
  /** One claim, or `{ firstOf }` of several: the first that gives exactly one text. @default 'sub' */
  readonly nameClaim?: NameClaim | undefined
  /** `openid` is always added. */
  readonly scopes?: readonly string[] | undefined
  readonly rolesClaims?: readonly (ClaimRef | RoleRule)[] | undefined
  /** @default 'jwt' */
  readonly accessTokenFormat?: Loose<'jwt' | 'opaque'> | undefined
  /** The `iss` of access tokens, if it differs. @default issuerUrl */
  readonly accessTokenIssuer?: string | undefined
  /** The format of the provider's JWT access tokens for an API. @default 'rfc9068', and 'plain_jwt' with `signIn: false` */
  readonly accessTokenProfile?: Loose<AccessTokenProfile> | undefined
  /**
   * Makes an API look up every access token at the provider.
   * @default 'introspection' if `accessTokenFormat` is `'opaque'`; other tokens are verified as JWTs
   */
  readonly accessTokenLookup?: Loose<AccessTokenLookup> | undefined
  /** The client that introspects access tokens, and does nothing else. @default the client of sign-ins, if it has a secret */
  readonly introspection?: IntrospectionClientOptions | undefined
  readonly allowUnverifiedEmail?: boolean | undefined
  /** The secret is a client certificate, sent in the `X-Cert` header of the token request. */
  readonly useClientSecretAsCertificate?: boolean | undefined
  /** @deprecated Use `rolesClaims`. Each entry is split on `/` into a path. */
  readonly pathsToAuthorities?: readonly string[] | undefined
  /** @deprecated Use `security.roleMapping`. */
  readonly roleMapping?: RoleTable | undefined
  readonly security?: SecurityOptions | undefined
  readonly tokenEndpointAuthMethod?: Loose<TokenEndpointAuthMethod> | undefined
  /** JWS algorithms accepted on ID Tokens. @default those that the provider lists and we support */
  readonly idTokenSigningAlgs?: readonly string[] | undefined
  /** Audiences an ID Token may name beside the client. */
  readonly trustedAudiences?: readonly string[] | undefined
  /** Additional parameters of the authorization request; they cannot override ours. `max_age` is a whole number of seconds. */
  readonly authorizationParams?: Readonly<Record<string, string>> | undefined
  /**
   * Authentication context classes that a sign-in must have one of. They are sent as `acr_values`, and an ID Token with another `acr`, or
   * none, is refused. `acr_values` in `authorizationParams` alone is a wish. @see OpenID Connect Core 1.0, section 3.1.2.1
   */
  readonly requiredAcrValues?: readonly string[] | undefined
  /** Additional parameters of a sign-out at the provider; they cannot override ours. */
  readonly logoutParams?: Readonly<Record<string, string>> | undefined
  /** Whether a sign-out here goes on to the provider, if it can. @default true */
  readonly providerLogout?: boolean | undefined
  /** Switches protections off that the provider cannot do. A warning says what is lost. Never at another provider. */
  readonly unsafe?: UnsafeOptions | undefined
  /** Members that the provider's metadata lack, or have wrong. With every member that is needed there is no discovery. */
  readonly metadata?: ProviderMetadataOptions | undefined
  /** The URL of the discovery document, if it is not below the issuer. The issuer is still compared. */
  readonly metadataUrl?: string | undefined
  /** Allows an http issuer on a host other than loopback. */
  readonly allowInsecureIssuer?: boolean | undefined
}

/** The options that only a provider with sign-ins has. */
type SignInOption =
  | 'clientId'
  | 'clientSecret'
  | 'useClientSecretAsCertificate'
  | 'tokenEndpointAuthMethod'
  | 'scopes'
  | 'trustedAudiences'
  | 'authorizationParams'
  | 'requiredAcrValues'
  | 'logoutParams'
  | 'providerLogout'

/**
 * A provider of access tokens alone: its people, or its workloads, cannot sign in here. It has no client, and its metadata need no
 * more than an issuer and `jwks_uri`.
 */
export interface AccessTokenProviderOptions
  extends
    Omit<ProviderOptions, SignInOption | 'signIn' | 'unsafe'>,
    Readonly<Partial<Record<SignInOption, undefined>>> {
  readonly signIn: false
  readonly unsafe?: Pick<UnsafeOptions, 'withoutIntrospectionAudience'> | undefined
}

/** @see RFC 7662, section 2.1 */
export interface IntrospectionClientOptions {
  readonly clientId: string | undefined
  /** Required: a provider answers only clients that authenticate. */
  readonly clientSecret?: string | undefined
  /** @default what the provider's metadata offer, `client_secret_basic` first */
  readonly authMethod?: Loose<'client_secret_basic' | 'client_secret_post'> | undefined
}

export interface UnsafeOptions {
  /** Only with client authentication: `nonce` binds an ID Token to its sign-in. */
  readonly withoutNonce?: boolean | undefined
  /** Only with client authentication: PKCE binds a code to its browser. */
  readonly withoutPkce?: boolean | undefined
  /** Accepts introspection answers without `aud`: the provider has to compare the audience of a token with the client that asks. */
  readonly withoutIntrospectionAudience?: boolean | undefined
}

/** Members of a provider's metadata. @see OpenID Connect Discovery 1.0, section 3; RFC 8414, section 2 */
export interface ProviderMetadataOptions {
  readonly authorization_endpoint?: string | undefined
  readonly token_endpoint?: string | undefined
  readonly jwks_uri?: string | undefined
  readonly userinfo_endpoint?: string | undefined
  readonly end_session_endpoint?: string | undefined
  readonly introspection_endpoint?: string | undefined
  readonly code_challenge_methods_supported?: readonly string[] | undefined
  readonly id_token_signing_alg_values_supported?: readonly string[] | undefined
  readonly token_endpoint_auth_methods_supported?: readonly string[] | undefined
  readonly introspection_endpoint_auth_methods_supported?: readonly string[] | undefined
  readonly introspection_signing_alg_values_supported?: readonly string[] | undefined
  readonly prompt_values_supported?: readonly string[] | undefined
  readonly response_types_supported?: readonly string[] | undefined
  readonly authorization_response_iss_parameter_supported?: boolean | undefined
  readonly require_pushed_authorization_requests?: boolean | undefined
}

/**
 * - `rfc9068`: typed `at+jwt`, with everything that RFC 9068 requires.
 * - `plain_jwt`: not typed, as Keycloak and Entra ID send them. Tokens with claims of an ID Token or a logout token are refused.
 * - `plain_jwt_without_aud`: the same without `aud`, as Cognito sends them: `client_id` is the audience, and a token
 *   must name its kind by `token_use`, `typ` or the JOSE type.
 * - `workload_jwt`: a `plain_jwt` that needs no claim of an access token, as GitLab CI sends them. Tokens with a claim of a person's
 *   sign-in, or with their own client as the audience, are refused.
 */
export type AccessTokenProfile = 'rfc9068' | 'plain_jwt' | 'plain_jwt_without_aud' | 'workload_jwt'

/**
 * How a token is looked up at the provider: RFC 7662, RFC 9701 (the answer is signed), or OpenID Connect Core 1.0,
 * section 5.3.
 */
export type AccessTokenLookup = 'introspection' | 'signed_introspection' | 'userinfo'

export type TokenEndpointAuthMethod = 'none' | 'client_secret_basic' | 'client_secret_post'

/** Maps names to the roles that they give. */
export type RoleTable = Readonly<Record<string, readonly RoleName[]>>

/** Any text. The literal makes the compiler keep what `satisfies` is given, where it would else keep `string`. */
type RoleName = Loose<'ROLE_USER'>

export interface SecurityOptions {
  /** Role key → roles. */
  readonly roleMapping?: RoleTable | undefined
  /** User name → roles, in addition to mapped roles. */
  readonly individualRoles?: RoleTable | undefined
  /** Roles of a user without mapped and individual roles. */
  readonly defaultRoles?: readonly RoleName[] | undefined
  /** A user needs at least one of these to be admitted. `[]` admits every user who signs in. @default ['ROLE_USER'] */
  readonly requiredRoles?: readonly RoleName[] | undefined
  /** Role → roles that it includes, transitively. */
  readonly impliedRoles?: RoleTable | undefined
  readonly rolePatterns?:
    readonly { readonly pattern: string; readonly roles: readonly RoleName[] }[] | undefined
  /** Lets unmapped role keys become roles. @default false */
  readonly passthrough?: false | PassthroughOptions | undefined
  readonly caseInsensitiveKeys?: boolean | undefined
  /** The user's name is also looked up in `roleMapping`. */
  readonly usernameAsRoleKey?: boolean | undefined
}

export interface PassthroughOptions {
  /** Globs over role keys: `*` stays on one level, `**` crosses `/`. */
  readonly allow: readonly string[]
  /** A prefix that is added to every key. */
  readonly prefix?: string | undefined
  /** Roles that can never be passed through, in addition to all that the configuration names. */
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
  /**
   * How long a sign-in at the provider may take, in seconds: 60 to 86,400. One that took longer starts again by itself, and still
   * returns to its address. @default 3600
   */
  readonly signInSeconds?: number | undefined
  /** What a session keeps beside identity, roles and a few profile claims. */
  readonly keep?: SessionKeep | undefined
  /**
   * Memory for the cache of opened sessions, in MiB: 0 to 4096, and 0 switches it off. Half of it holds the sessions that are read in
   * turns, each of some 2 kB. @default 48, and 8 on workerd
   */
  readonly cacheMebibytes?: number | undefined
}

/**
 * What does not fit into the session's cookies is left out, with the warning `session_reduced` in the log: the largest claims first, then
 * the trace. Roles are never left out.
 */
export interface SessionKeep {
  /** `true`: all claims of the ID Token and UserInfo. A list: these claims. @default [] */
  readonly claims?: boolean | readonly ClaimRef[] | undefined
  /** How the roles came about, for `explain`. @default false */
  readonly trace?: boolean | undefined
}

/** The URL paths of the library's own pages, below `baseUrl`'s path. `{providerId}` stands for the provider. */
export interface PathOptions {
  readonly login?: string | undefined
  readonly authorization?: string | undefined
  readonly callback?: string | undefined
  readonly denied?: string | undefined
  readonly logout?: string | undefined
  readonly loggedOut?: string | undefined
  /** A page of the application to which `loggedOut` leads on. @default the library's page at `loggedOut` */
  readonly afterLogout?: string | undefined
  readonly session?: string | undefined
}
