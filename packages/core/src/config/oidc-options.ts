import type { ClaimRef, NameClaim, RoleRule } from '../claims/claim-path.ts'

/**
 * A union of literals that also accepts any string, so that options need no `as const`. The configuration check refuses other
 * strings.
 */
type Loose<Literal extends string> = Literal | (string & {})

/**
 * The options of an application. `defineOidcConfig` checks them and fills in the defaults. In a file of their own write `satisfies OidcOptions`
 * after them: the annotation `: OidcOptions` would replace the names of the roles by `string`.
 */
export interface OidcOptions {
  /** The app's public URL. It gives scheme, host and mount prefix of every URL that the library writes. */
  readonly baseUrl: string
  /** Allows an http `baseUrl` on a host other than loopback, for a test network. A warning names the risk. @default false */
  readonly allowInsecureBaseUrl?: boolean | undefined
  /** The providers, one at least: where people sign in, or whose access tokens open an API. */
  readonly providers: readonly (AccessTokenProviderOptions | ProviderOptions)[]
  /**
   * Which role keys give which roles, and who is admitted. A provider may replace it.
   * @default role keys give no roles, and `ROLE_USER` is required
   */
  readonly security?: SecurityOptions | undefined
  /** Lets several providers use one shared `security` that maps roles. @default false */
  readonly shareSecurity?: boolean | undefined
  /** The secret that seals sessions, how long they last and what they keep. */
  readonly session: SessionOptions
  /** The URL paths of the library's own pages. @default `/login`, `/logout` and paths below `/oauth2` */
  readonly paths?: PathOptions | undefined
  /** Name, logo and language of the library's own pages. */
  readonly pages?: PagesOptions | undefined
  /** Tolerated clock difference in seconds. @default 30 */
  readonly clockSkewSeconds?: number | undefined
  /**
   * Memory for the cache of accepted access tokens, in MiB: 0 to 4096, and 0 switches it off. All APIs of an engine share it.
   * Only half of the memory is guaranteed: tokens that fit into half of it stay cached, in any order of requests. @default 48,
   * and 8 on workerd
   */
  readonly accessTokenCacheMebibytes?: number | undefined
}

/** A provider where people sign in. Its access tokens may be those of an API, too. */
export interface ProviderOptions {
  /** Names the provider in URLs: `[A-Za-z0-9_-]{1,64}`. */
  readonly providerId: string
  /** The name that people see where they choose a provider: 1 to 100 characters. @default providerId */
  readonly label?: string | undefined
  /** `false`: people cannot sign in there. It issues access tokens for an API, and needs no client. @default true */
  readonly signIn?: true | undefined
  /** The issuer of the provider, an https URL. It is compared byte for byte with discovery and tokens. */
  readonly issuerUrl: string | undefined
  /** The id of the client, which the provider gives you. Required where people sign in. */
  readonly clientId: string | undefined
  /** The secret of the client. Absent for a public client. Present but `undefined` or empty is an error: a missing environment variable. */
  readonly clientSecret?: string | undefined
  /** One claim, or `{ firstOf }` of several: the first that gives exactly one text. @default 'sub' */
  readonly nameClaim?: NameClaim | undefined
  /** The scopes that a sign-in requests. `openid` is always added. @default ['openid'] */
  readonly scopes?: readonly string[] | undefined
  /** Where role keys are found: claim names, paths, or rules in the long form. The keys of all entries count together. @default [] */
  readonly rolesClaims?: readonly (ClaimRef | RoleRule)[] | undefined
  /** Whether sign-ins can read access tokens: a `jwt` is verified and read, an `opaque` one is not. @default 'jwt' */
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
  /** The client that only introspects access tokens. @default the client of sign-ins, if it has a secret */
  readonly introspection?: IntrospectionClientOptions | undefined
  /** Admits a person whose name is an `email` although `email_verified` denies it. Another person may own the address. @default false */
  readonly allowUnverifiedEmail?: boolean | undefined
  /** The secret is a client certificate in PEM, sent in the `X-Cert` header of the token request. @default false */
  readonly useClientSecretAsCertificate?: boolean | undefined
  /** Where role keys are found, in the form of Atoti. @deprecated Use `rolesClaims`. Each entry is split on `/` into a path. */
  readonly pathsToAuthorities?: readonly string[] | undefined
  /** Role key → roles, for this provider. @deprecated Use `security.roleMapping`. */
  readonly roleMapping?: RoleTable | undefined
  /** Replaces the shared `security` for this provider, as a whole. @default the shared one */
  readonly security?: SecurityOptions | undefined
  /**
   * How the client proves itself at the token endpoint.
   * @default what the provider's metadata offer, `client_secret_basic` first; `none` without a secret
   */
  readonly tokenEndpointAuthMethod?: Loose<TokenEndpointAuthMethod> | undefined
  /** JWS algorithms accepted on ID Tokens. @default the algorithms that the provider lists and the library supports */
  readonly idTokenSigningAlgs?: readonly string[] | undefined
  /** Audiences that an ID Token may name beside the client. @default [] */
  readonly trustedAudiences?: readonly string[] | undefined
  /** Additional parameters of the authorization request; they cannot override ours. `max_age` is a whole number of seconds. */
  readonly authorizationParams?: Readonly<Record<string, string>> | undefined
  /**
   * Authentication context classes. A sign-in must have one of them. They are sent as `acr_values`, and an ID Token with another
   * `acr`, or without `acr`, is refused. `acr_values` in `authorizationParams` only asks the provider: it may use another class.
   * @see OpenID Connect Core 1.0, section 3.1.2.1
   */
  readonly requiredAcrValues?: readonly string[] | undefined
  /** Additional parameters of a sign-out at the provider; they cannot override ours. */
  readonly logoutParams?: Readonly<Record<string, string>> | undefined
  /** Whether a sign-out here goes on to the provider, if it can. @default true */
  readonly providerLogout?: boolean | undefined
  /**
   * Whether a sign-out here revokes the refresh token that the session keeps, if the provider has a revocation endpoint.
   * @default true
   * @see RFC 7009
   */
  readonly revokeOnLogout?: boolean | undefined
  /**
   * Whether the provider may end sessions by a request to `paths.backChannelLogout`, which you register there. It needs
   * `session.store`, or `replayStore` for sessions in cookies. @default false
   * @see OpenID Connect Back-Channel Logout 1.0, section 2.5
   */
  readonly backChannelLogout?: boolean | undefined
  /**
   * Whether the provider may end sessions by a frame with `paths.frontChannelLogout`, which you register there. It needs the same as
   * `backChannelLogout`, and a provider that sends `iss` and `sid`. @default false
   * @see OpenID Connect Front-Channel Logout 1.0, section 2
   */
  readonly frontChannelLogout?: boolean | undefined
  /**
   * Switches off protections that the provider does not support. A warning names the lost protection. Do not set it for a
   * provider that supports them.
   */
  readonly unsafe?: UnsafeOptions | undefined
  /** Members that are missing or wrong in the provider's metadata. If all required members are given, there is no discovery. */
  readonly metadata?: ProviderMetadataOptions | undefined
  /** The URL of the discovery document, if it is not below the issuer. The issuer is still compared. */
  readonly metadataUrl?: string | undefined
  /** Allows an http issuer on a host other than loopback, for a test network. @default false */
  readonly allowInsecureIssuer?: boolean | undefined
  /**
   * The issuer of a tenant, with `{tenantid}` in place of the id, if the provider signs tokens of many tenants. The discovery document of
   * `issuerUrl` has it as its issuer. Needs `tenants`. @example 'https://login.microsoftonline.com/{tenantid}/v2.0'
   */
  readonly issuerTemplate?: string | undefined
  /**
   * The ids of the tenants whose people may sign in: UUIDs in lower case. Required with `issuerTemplate`. `'function'` stands for a
   * function of the engine's options in a configuration that was checked.
   */
  readonly tenants?: readonly string[] | 'function' | undefined
  /**
   * Lets other sites start a sign-in at this provider, at `paths.initiateLogin`. @default false
   * @see OpenID Connect Core 1.0, section 4
   */
  readonly thirdPartyLogin?: boolean | undefined
}

/** The options that only a provider with sign-ins has. */
type SignInOption =
  | 'label'
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
  | 'revokeOnLogout'
  | 'backChannelLogout'
  | 'frontChannelLogout'
  | 'thirdPartyLogin'

/**
 * A provider only for access tokens of people or workloads. People cannot sign in with it. It has no client, and its metadata
 * need only an issuer and `jwks_uri`.
 */
export interface AccessTokenProviderOptions
  extends
    Omit<ProviderOptions, SignInOption | 'signIn' | 'unsafe'>,
    Readonly<Partial<Record<SignInOption, undefined>>> {
  /** People cannot sign in at this provider: it issues access tokens for an API, and needs no client. */
  readonly signIn: false
  /** Switches off a protection that the provider does not support. A warning names the lost protection. */
  readonly unsafe?: Pick<UnsafeOptions, 'withoutIntrospectionAudience'> | undefined
}

/** A client that only introspects access tokens. @see RFC 7662, section 2.1 */
export interface IntrospectionClientOptions {
  /** The id of the client, which the provider gives you. */
  readonly clientId: string | undefined
  /** Required: a provider answers only clients that authenticate. */
  readonly clientSecret?: string | undefined
  /**
   * How the client proves itself at the introspection endpoint.
   * @default what the provider's metadata offer, `client_secret_basic` first
   */
  readonly authMethod?: Loose<'client_secret_basic' | 'client_secret_post'> | undefined
}

/** Protections that can be switched off for a provider that does not support them. */
export interface UnsafeOptions {
  /** Sends no `nonce`, which binds an ID Token to its sign-in. Allowed only with client authentication. */
  readonly withoutNonce?: boolean | undefined
  /** Sends no PKCE challenge, which binds a code to its browser. Allowed only with client authentication. */
  readonly withoutPkce?: boolean | undefined
  /**
   * Accepts introspection responses without `aud`. The provider must then compare the audience of a token with the client that
   * introspects it.
   */
  readonly withoutIntrospectionAudience?: boolean | undefined
}

/** Members of a provider's metadata. @see OpenID Connect Discovery 1.0, section 3; RFC 8414, section 2 */
export interface ProviderMetadataOptions {
  /** The URL to which a sign-in sends the browser. */
  readonly authorization_endpoint?: string | undefined
  /** The URL that exchanges a code for tokens. */
  readonly token_endpoint?: string | undefined
  /** The URL of the provider's public keys. */
  readonly jwks_uri?: string | undefined
  /** The URL of UserInfo. */
  readonly userinfo_endpoint?: string | undefined
  /** The URL to which a sign-out sends the browser. */
  readonly end_session_endpoint?: string | undefined
  /** The URL that says whether an access token is active. */
  readonly introspection_endpoint?: string | undefined
  /** The URL that revokes a token. */
  readonly revocation_endpoint?: string | undefined
  /** The methods of PKCE; `S256` is needed. */
  readonly code_challenge_methods_supported?: readonly string[] | undefined
  /** The JWS algorithms of ID Tokens. */
  readonly id_token_signing_alg_values_supported?: readonly string[] | undefined
  /** How clients may prove themselves at the token endpoint. */
  readonly token_endpoint_auth_methods_supported?: readonly string[] | undefined
  /** How clients may prove themselves at the introspection endpoint. */
  readonly introspection_endpoint_auth_methods_supported?: readonly string[] | undefined
  /** How clients may prove themselves at the revocation endpoint. */
  readonly revocation_endpoint_auth_methods_supported?: readonly string[] | undefined
  /** The JWS algorithms of signed introspection answers. */
  readonly introspection_signing_alg_values_supported?: readonly string[] | undefined
  /** The values of `prompt` that the provider knows. */
  readonly prompt_values_supported?: readonly string[] | undefined
  /** The response types; `code` is needed. */
  readonly response_types_supported?: readonly string[] | undefined
  /** Whether authorization responses have `iss`. @see RFC 9207 */
  readonly authorization_response_iss_parameter_supported?: boolean | undefined
  /** Whether the provider accepts only pushed authorization requests. The library cannot send these. @see RFC 9126 */
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

/** How a client proves itself at the token endpoint; `none` for a public client. @see OpenID Connect Core 1.0, section 9 */
export type TokenEndpointAuthMethod = 'none' | 'client_secret_basic' | 'client_secret_post'

/** Maps names to the roles that they give. */
export type RoleTable = Readonly<Record<string, readonly RoleName[]>>

/**
 * Any string. Because of the literal, the compiler keeps the literal types of options with `satisfies`, and does not widen them
 * to `string`.
 */
type RoleName = Loose<'ROLE_USER'>

/** Which role keys give which roles, and who is admitted. */
export interface SecurityOptions {
  /** Role key → roles. @default {} */
  readonly roleMapping?: RoleTable | undefined
  /** User name → roles, in addition to mapped roles. @default {} */
  readonly individualRoles?: RoleTable | undefined
  /** Roles of a user without mapped and individual roles. @default [] */
  readonly defaultRoles?: readonly RoleName[] | undefined
  /** A user needs at least one of these to be admitted. `[]` admits every user who signs in. @default ['ROLE_USER'] */
  readonly requiredRoles?: readonly RoleName[] | undefined
  /** Role → roles that it includes, transitively. @default {} */
  readonly impliedRoles?: RoleTable | undefined
  /** Globs over role keys, and the roles that a key which matches gets: `*` stays on one level, `**` crosses `/`. @default [] */
  readonly rolePatterns?:
    readonly { readonly pattern: string; readonly roles: readonly RoleName[] }[] | undefined
  /** Lets unmapped role keys become roles. @default false */
  readonly passthrough?: false | PassthroughOptions | undefined
  /** Compares role keys without regard to case. @default false */
  readonly caseInsensitiveKeys?: boolean | undefined
  /** Looks the user's name up in `roleMapping`, too. @default false */
  readonly usernameAsRoleKey?: boolean | undefined
}

/** Which unmapped role keys become roles. */
export interface PassthroughOptions {
  /** Globs over role keys: `*` stays on one level, `**` crosses `/`. */
  readonly allow: readonly string[]
  /** A prefix that is added to every key. */
  readonly prefix?: string | undefined
  /** Roles that can never be passed through, in addition to all that the configuration names. */
  readonly except?: readonly string[] | undefined
}

/** The secret that seals sessions, how long they last and what they keep. */
export interface SessionOptions {
  /**
   * The secrets that seal sessions, one or a list, of at least 32 bytes each. The first secret seals sessions, and each secret
   * can open them. Present but `undefined` or empty is an error.
   */
  readonly secret: string | readonly (string | undefined)[] | undefined
  /**
   * The name of the session cookie, without the prefix that is added on https: `__Host-`, or `__Secure-` with `cookieDomain`.
   * @default `oidc-` and a hash of `cookieDomain`, or of `baseUrl` without it
   */
  readonly cookieName?: string | undefined
  /**
   * `'none'`: browsers send the cookies inside a frame of another site, too, kept apart for each of these sites (`Partitioned`). Other
   * requests from there have no session. Needs an https `baseUrl`, or one on this machine. @default 'lax'
   * @see RFC 6265bis, section 5.6.7; CHIPS
   */
  readonly sameSite?: Loose<'lax' | 'none'> | undefined
  /**
   * The domain whose hosts share the session, such as `example.com`: the host of `baseUrl`, or what it ends with. All of these hosts can
   * then read and set the session cookie, which a warning says. Applications share a session only if their secret, `cookieName`, client
   * and claims are the same. Not for tokens in cookies, nor for providers that a function finds. @default the host of `baseUrl` alone
   * @see RFC 6265, section 4.1.2.3
   */
  readonly cookieDomain?: string | undefined
  /** Seconds from the sign-in to the end of the session, whatever happens. @default 43200 */
  readonly absoluteSeconds?: number | undefined
  /** Seconds without a request after which a session ends. @default 3600 */
  readonly idleSeconds?: number | undefined
  /**
   * How long a sign-in at the provider may take, in seconds: 60 to 86,400. A sign-in that takes longer starts again
   * automatically, and still returns to its address. @default 3600
   */
  readonly signInSeconds?: number | undefined
  /** The data that a session keeps besides identity, roles and a few profile claims. */
  readonly keep?: SessionKeep | undefined
  /**
   * Whether one process alone serves the application. Required for `keep.tokens` without a store: the process then remembers the
   * latest refresh token of each session, because most providers accept a refresh token once. @default false
   */
  readonly singleProcess?: boolean | undefined
  /**
   * How old the roles of a session may be, in seconds, 30 at least: then they are decided again. With a refresh token the
   * session is refreshed; without one the browser passes through the provider, without a page of it (`prompt=none`).
   * @default 900 if a refresh token is kept, else roles last as long as the session
   */
  readonly roleMaxAgeSeconds?: number | undefined
  /**
   * How long older roles still count while the provider does not answer, in seconds after `roleMaxAgeSeconds`. Then gates with a
   * role respond 503. @default 3600
   */
  readonly roleGraceSeconds?: number | undefined
  /**
   * Memory for the cache of opened sessions, in MiB: 0 to 4096, and 0 switches it off. Only half of the memory is guaranteed for
   * sessions that are read in turns. A session takes about 2 kB. @default 48, and 8 on workerd
   */
  readonly cacheMebibytes?: number | undefined
  /**
   * What the browser deletes of the origin of `baseUrl` when the person signs out here, or by a frame of the provider that has the cookie
   * of the session: the HTTP `cache`, or the `storage` with its service workers and databases. Everything at this origin loses it, and
   * the sign-out waits for it. @default []
   * @see Clear Site Data, section 3.1
   */
  readonly clearSiteData?: readonly Loose<'cache' | 'storage'>[] | undefined
}

/**
 * Data that does not fit into the session's cookies is left out: the role keys first, then the largest claims, then the trace. The log
 * then has the warning `session_reduced`. Roles are never left out.
 */
export interface SessionKeep {
  /** `true`: all claims of the ID Token and UserInfo. A list: these claims. @default [] */
  readonly claims?: boolean | readonly ClaimRef[] | undefined
  /** How the roles came about, for `explain`. @default false */
  readonly trace?: boolean | undefined
  /**
   * The person's access token and refresh token, for `oidc.tokens` and `oidc.fetchAs`. Without a store they are kept in sealed
   * cookies, which needs `session.singleProcess`. @default false, and true with a store
   */
  readonly tokens?: boolean | undefined
}

/** The URL paths of the library's own pages, below `baseUrl`'s path. `{providerId}` stands for the provider. */
export interface PathOptions {
  /** Starts a sign-in, or shows the page to choose a provider. @default '/login' */
  readonly login?: string | undefined
  /** Starts a sign-in at one provider. @default '/oauth2/authorization/{providerId}' */
  readonly authorization?: string | undefined
  /** Starts a sign-in for another site, at a provider with `thirdPartyLogin`. @default '/login/initiate' */
  readonly initiateLogin?: string | undefined
  /**
   * The redirect URI that you register at the provider. If `providers` is a list of one, it may lack `{providerId}`: an address that is
   * registered already, such as `/callback`, can stay. @default '/login/oauth2/code/{providerId}'
   */
  readonly callback?: string | undefined
  /** Shows a person who was not admitted the reason. @default '/login/denied' */
  readonly denied?: string | undefined
  /** Signs out, by POST. @default '/logout' */
  readonly logout?: string | undefined
  /** Receives the browser after a sign-out at the provider, and is registered there. @default '/logout/done' */
  readonly loggedOut?: string | undefined
  /** A page of the application to which `loggedOut` leads on. @default the library's page at `loggedOut` */
  readonly afterLogout?: string | undefined
  /** Receives logout tokens, and is registered at the provider. @default '/logout/connect/back-channel/{providerId}' */
  readonly backChannelLogout?: string | undefined
  /** The provider shows it in a frame, and it is registered there. @default '/logout/connect/front-channel/{providerId}' */
  readonly frontChannelLogout?: string | undefined
  /** Answers with the session as JSON, for scripts. @default '/oauth2/session' */
  readonly session?: string | undefined
}

/**
 * How the library's own pages look: the choice of a provider, the question before a sign-out, the page after it, denials and errors.
 * @example
 * pages: { appName: 'Orders', logoUrl: '/logo.svg', locale: 'auto' }
 */
export interface PagesOptions {
  /** The application's name. It stands above each page and in the title of the window: 1 to 100 characters. @default no name */
  readonly appName?: string | undefined
  /**
   * An image above each page: a path on the origin of `baseUrl`, such as `/logo.svg`, or an https URL. The browser fetches it without a
   * sign-in. The Content-Security-Policy of the pages allows this image and no other. @default no image
   */
  readonly logoUrl?: string | undefined
  /**
   * The language of the pages. `'auto'` uses the language that the browser asks for in `Accept-Language`, or English. Answers for
   * programs and the log stay English. @default 'en'
   */
  readonly locale?: Loose<PageLocale | 'auto'> | undefined
}

/** The languages of the library's own pages, as `lang` of HTML has them. */
export type PageLocale = 'en' | 'de'
