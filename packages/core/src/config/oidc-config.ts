import type { ClaimRef, ClaimSource, ListForm, NameClaim } from '../claims/claim-path.ts'
import type {
  AccessTokenLookup,
  AccessTokenProfile,
  PageLocale,
  ProviderMetadataOptions,
  RoleTable,
} from './oidc-options.ts'

/**
 * A checked configuration with every default filled in: plain, frozen data. It is itself a valid input of
 * `defineOidcConfig`, which returns an equal value.
 */
export interface OidcConfig<Role extends string = string> {
  /** Without a trailing slash. */
  readonly baseUrl: string
  /** The providers, one at least. */
  readonly providers: readonly [ProviderConfig<Role>, ...ProviderConfig<Role>[]]
  /** Present if a function finds the providers. The list `providers` is then empty. */
  readonly foundProviders?: FoundProvidersConfig<Role>
  /** How long sessions last and what they keep. It contains secrets. */
  readonly session: SessionConfig
  /** The URL paths of the library's own pages. */
  readonly paths: PathConfig
  /** Name, logo and language of the library's own pages. */
  readonly pages: PagesConfig
  /** The tolerated difference between two clocks, in seconds. */
  readonly clockSkewSeconds: number
  /** In MiB. 0: no access token is cached. Undefined: the engine's default. */
  readonly accessTokenCacheMebibytes: number | undefined
  /** Whether several providers may share one `security` that maps roles. */
  readonly shareSecurity: boolean
  /** Whether `baseUrl` may be http on a host other than loopback. */
  readonly allowInsecureBaseUrl: boolean
}

/** What all providers have in common that a function finds. */
export interface FoundProvidersConfig<Role extends string = string> {
  /** Which role keys give which roles, and who is admitted. */
  readonly security: SecurityConfig<Role>
}

/** The tenants of a provider that signs tokens in the name of many issuers. */
export interface TenantsConfig {
  /** The issuer of a tenant, with `{tenantid}` in place of its id. */
  readonly issuerTemplate: string
  /** The ids of the tenants whose people may sign in. `'function'`: the engine calls the function of the options. */
  readonly tenants: readonly string[] | 'function'
}

/** A provider, with sign-ins or only for access tokens. */
export type ProviderConfig<Role extends string = string> =
  SignInProviderConfig<Role> | AccessTokenProviderConfig<Role>

/** A provider where people sign in. */
export interface SignInProviderConfig<Role extends string = string> extends CommonProviderConfig<Role> {
  /** People sign in at this provider. */
  readonly signIn: true
  /** The name on the page where people choose a provider. */
  readonly label: string
  /** The id of the client at the provider. */
  readonly clientId: string
  /**
   * How the client proves itself to the provider. It contains the secret. It replaces `clientSecret`, `tokenEndpointAuthMethod` and
   * `useClientSecretAsCertificate`: if a result is defined again, those three beside it are a `conflict`.
   */
  readonly clientAuthentication: ClientAuthentication
  /** Begins with `openid`. */
  readonly scopes: readonly string[]
  /** Audiences that an ID Token may name beside the client. */
  readonly trustedAudiences: readonly string[]
  /** Additional parameters of the authorization request. */
  readonly authorizationParams: Readonly<Record<string, string>>
  /** An ID Token must have one of these values as its `acr`. Empty: any `acr` is accepted. */
  readonly requiredAcrValues: readonly string[]
  /** Additional parameters of a sign-out at the provider. */
  readonly logoutParams: Readonly<Record<string, string>>
  /** Whether a sign-out here goes on to the provider. */
  readonly providerLogout: boolean
  /** Whether a sign-out here revokes the refresh token of the session at the provider. */
  readonly revokeOnLogout: boolean
  /** Whether the provider ends sessions by logout tokens. */
  readonly backChannelLogout: boolean
  /** Whether the provider ends sessions by a frame. */
  readonly frontChannelLogout: boolean
  /** Present if other sites may start a sign-in at this provider. */
  readonly thirdPartyLogin?: boolean
  /** Protections that are switched off. Absent: all protections are on. */
  readonly unsafe?: UnsafeConfig
}

/** A provider only for access tokens: there is no client, and no sign-in. */
export interface AccessTokenProviderConfig<Role extends string = string> extends CommonProviderConfig<Role> {
  /** People cannot sign in at this provider: it only issues access tokens. */
  readonly signIn: false
  /** There is no client. */
  readonly clientId?: undefined
  /** There is no client. */
  readonly clientAuthentication?: undefined
  /** The protection that is switched off. Absent: it is on. */
  readonly unsafe?: Pick<UnsafeConfig, 'withoutIntrospectionAudience'>
}

interface CommonProviderConfig<Role extends string> extends Partial<TenantsConfig> {
  /** Names the provider in URLs. */
  readonly providerId: string
  /** The issuer, compared byte for byte with discovery and tokens. */
  readonly issuerUrl: string
  /** The claim that gives the name of a user, or several in order of preference. */
  readonly nameClaim: NameClaim
  /** Where role keys are found, each rule in its long form. */
  readonly rolesClaims: readonly RoleRuleConfig[]
  /** Whether sign-ins can read access tokens: a `jwt` is verified and read, an `opaque` one is not. */
  readonly accessTokenFormat: 'jwt' | 'opaque'
  /** The `iss` of access tokens. */
  readonly accessTokenIssuer: string
  /** The format of JWT access tokens for an API. */
  readonly accessTokenProfile: AccessTokenProfile
  /** Absent: introspection if `accessTokenFormat` is `opaque`; otherwise tokens are verified as JWTs. */
  readonly accessTokenLookup?: AccessTokenLookup
  /** Absent: the client of sign-ins introspects. */
  readonly introspection?: IntrospectionClient
  /** Whether `email` may give the name while `email_verified` denies it. */
  readonly allowUnverifiedEmail: boolean
  /** Which role keys give which roles, and who is admitted. */
  readonly security: SecurityConfig<Role>
  /** Absent: the algorithms of the provider's metadata that we support. */
  readonly idTokenSigningAlgs?: readonly string[]
  /** Members that replace or complete the provider's metadata. */
  readonly metadata?: ProviderMetadataOptions
  /** The URL of the discovery document, if it is not below the issuer. */
  readonly metadataUrl?: string
  /** Whether the issuer may be http on a host other than loopback. */
  readonly allowInsecureIssuer: boolean
}

/** A provider without its roles. */
export type ProviderWithoutSecurity =
  Omit<SignInProviderConfig, 'security'> | Omit<AccessTokenProviderConfig, 'security'>

/** Protections that are switched off, because the provider cannot do them. */
export interface UnsafeConfig {
  /** Sign-ins send no `nonce`. */
  readonly withoutNonce: boolean
  /** Sign-ins send no `code_challenge`. */
  readonly withoutPkce: boolean
  /** Introspection responses without `aud` are accepted. */
  readonly withoutIntrospectionAudience: boolean
}

/** A client that only introspects access tokens. @see RFC 7662, section 2.1 */
export interface IntrospectionClient {
  /** The id of the client. */
  readonly clientId: string
  /** How the client proves itself. It contains the secret. It replaces `clientSecret` and `authMethod`. */
  readonly clientAuthentication: ClientAuthentication
}

/**
 * The client authentication. It replaces the options `clientSecret`,
 * `tokenEndpointAuthMethod` and `useClientSecretAsCertificate`, and contains the secret.
 * @see RFC 6749, section 2.3; OpenID Connect Core 1.0, section 9
 */
export type ClientAuthentication =
  | { readonly method: 'none' }
  | { readonly method: 'client_secret_basic' | 'client_secret_post'; readonly clientSecret: string }
  /** The provider's metadata decides, `client_secret_basic` first. */
  | { readonly method: 'client_secret_as_discovered'; readonly clientSecret: string }
  /** A certificate in PEM, sent in the `X-Cert` header. */
  | { readonly method: 'client_certificate_header'; readonly certificate: string }

/** An entry of `rolesClaims` in its long form. */
export interface RoleRuleConfig {
  /** Where the claim is: one top-level name, or a path. */
  readonly path: ClaimRef
  /** Absent: the merged view of ID Token and UserInfo. */
  readonly from?: ClaimSource
  /** How the provider writes lists as text. Absent: texts are not read as lists. */
  readonly parse?: ListForm
  /** The text that splits a string into role keys. Absent: strings stay whole. */
  readonly split?: string
  /** Which strings are read from objects. Absent: no strings. */
  readonly select?: 'keys' | { readonly member: string }
  /** A prefix that is removed once from every key. */
  readonly stripPrefix?: string
  /** Whether a person without the claim is denied. */
  readonly required: boolean
  /** The length from which a list counts as cut off by the provider. */
  readonly truncatesAt?: number
  /** The role key that the value `true` gives. */
  readonly whenTrue?: string
}

/** `Role` is the union of the role names that the configuration names; at run time they are strings. */
export interface SecurityConfig<Role extends string = string> {
  /** Role key → roles. */
  readonly roleMapping: Readonly<Record<string, readonly Role[]>>
  /** User name → roles, in addition to mapped roles. */
  readonly individualRoles: Readonly<Record<string, readonly Role[]>>
  /** Roles of a user without mapped and individual roles. */
  readonly defaultRoles: readonly Role[]
  /** A user needs at least one of these. Empty: every user who signs in is admitted. */
  readonly requiredRoles: readonly Role[]
  /** Role → roles that it includes, transitively. */
  readonly impliedRoles: RoleTable
  /** Globs over role keys, and the roles that a key which matches gets. */
  readonly rolePatterns: readonly { readonly pattern: string; readonly roles: readonly Role[] }[]
  /** Which unmapped role keys become roles. `false`: no unmapped role key. */
  readonly passthrough: false | PassthroughConfig
  /** Whether role keys are compared without regard to case. */
  readonly caseInsensitiveKeys: boolean
  /** Whether the user's name is looked up in `roleMapping`, too. */
  readonly usernameAsRoleKey: boolean
}

/** Which unmapped role keys become roles. */
export interface PassthroughConfig {
  /** Globs over role keys: `*` stays on one level, `**` crosses `/`. */
  readonly allow: readonly string[]
  /** A prefix that is added to every key. */
  readonly prefix?: string
  /** Roles that can never be passed through: at least all roles that the configuration names, for any provider. */
  readonly except: readonly string[]
}

/** Name, logo and language of the library's own pages. */
export interface PagesConfig {
  /** The name of the application. Undefined: the pages show no name. */
  readonly appName?: string
  /** A path on the origin of `baseUrl`, or an https URL. */
  readonly logoUrl?: string
  /** The language, or `auto` for that of the browser. */
  readonly locale: PageLocale | 'auto'
}

/** How long sessions last and what they keep. */
export interface SessionConfig {
  /** The first secret seals sessions. Each secret can open them. */
  readonly secret: readonly [string, ...string[]]
  /** Without the `__Host-` or `__Secure-` prefix, which the engine adds on https. */
  readonly cookieName: string
  /** Whether browsers send the cookies inside a frame of another site, too. */
  readonly sameSite: 'lax' | 'none'
  /** The domain whose hosts share the session. Undefined: the host of `baseUrl` alone. */
  readonly cookieDomain: string | undefined
  /** Seconds from the sign-in to the end of the session. */
  readonly absoluteSeconds: number
  /** Seconds without a request after which a session ends. */
  readonly idleSeconds: number
  /** How long a sign-in at the provider may take, in seconds. */
  readonly signInSeconds: number
  /** The data that a session keeps besides identity, roles and a few profile claims. */
  readonly keep: KeepConfig
  /** Whether one process alone serves the application, so that refreshed tokens may be kept in cookies. */
  readonly singleProcess: boolean
  /** Seconds after which the roles of a session are decided again. Undefined: 900 if a refresh token is kept, else never. */
  readonly roleMaxAgeSeconds: number | undefined
  /** Seconds for which older roles still count while the provider does not answer. */
  readonly roleGraceSeconds: number
  /** In MiB. 0: no session is cached. Undefined: the engine's default. */
  readonly cacheMebibytes: number | undefined
  /** What a browser deletes of the origin when the person signs out. Undefined: nothing. */
  readonly clearSiteData?: readonly ('cache' | 'storage')[]
}

/** The data that a session keeps besides identity, roles and a few profile claims. */
export interface KeepConfig {
  /** `true`: all claims of the ID Token and UserInfo. */
  readonly claims: true | readonly ClaimRef[]
  /** Whether a session keeps how its roles came about, for `explain`. */
  readonly trace: boolean
  /** Whether a session keeps the person's tokens. A session store always keeps them. */
  readonly tokens: boolean
}

/** Paths below `baseUrl`'s own path; `authorization`, and `callback` where there are several providers, hold `{providerId}`. */
export interface PathConfig extends OwnPaths {
  /** The application's own page after a sign-out. Absent: the library's page at `loggedOut`. */
  readonly afterLogout?: string
}

/** The paths that the library answers. */
export interface OwnPaths {
  /** Starts a sign-in, or shows the page to choose a provider. */
  readonly login: string
  /** Starts a sign-in at one provider. */
  readonly authorization: string
  /** Starts a sign-in for another site. */
  readonly initiateLogin: string
  /** Receives the authorization response: the redirect URI. */
  readonly callback: string
  /** Shows a person who was not admitted the reason. */
  readonly denied: string
  /** Signs out, by POST. */
  readonly logout: string
  /** Receives the browser after a sign-out at the provider. */
  readonly loggedOut: string
  /** Answers with the session as JSON, for scripts. */
  readonly session: string
  /** Receives the logout tokens of one provider. */
  readonly backChannelLogout: string
  /** Ends a session in a frame of one provider. */
  readonly frontChannelLogout: string
}
