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
  readonly providers: readonly [ProviderConfig<Role>, ...ProviderConfig<Role>[]]
  readonly session: SessionConfig
  readonly paths: PathConfig
  readonly pages: PagesConfig
  readonly clockSkewSeconds: number
  /** 0: no access token is cached. Undefined: the engine's default. */
  readonly accessTokenCacheMebibytes: number | undefined
  readonly shareSecurity: boolean
  readonly allowInsecureBaseUrl: boolean
}

/** A provider, with sign-ins or for access tokens alone. */
export type ProviderConfig<Role extends string = string> =
  SignInProviderConfig<Role> | AccessTokenProviderConfig<Role>

/** A provider where people sign in. */
export interface SignInProviderConfig<Role extends string = string> extends CommonProviderConfig<Role> {
  readonly signIn: true
  /** The name on the page where people choose a provider. */
  readonly label: string
  readonly clientId: string
  readonly clientAuthentication: ClientAuthentication
  /** Begins with `openid`. */
  readonly scopes: readonly string[]
  readonly trustedAudiences: readonly string[]
  readonly authorizationParams: Readonly<Record<string, string>>
  /** An ID Token must have one of them as its `acr`. Empty: any. */
  readonly requiredAcrValues: readonly string[]
  readonly logoutParams: Readonly<Record<string, string>>
  /** Whether a sign-out here goes on to the provider. */
  readonly providerLogout: boolean
  readonly unsafe?: UnsafeConfig
}

/** A provider of access tokens alone: there is no client, and no sign-in. */
export interface AccessTokenProviderConfig<Role extends string = string> extends CommonProviderConfig<Role> {
  readonly signIn: false
  readonly clientId?: undefined
  readonly clientAuthentication?: undefined
  readonly unsafe?: Pick<UnsafeConfig, 'withoutIntrospectionAudience'>
}

interface CommonProviderConfig<Role extends string> {
  readonly providerId: string
  readonly issuerUrl: string
  readonly nameClaim: NameClaim
  readonly rolesClaims: readonly RoleRuleConfig[]
  readonly accessTokenFormat: 'jwt' | 'opaque'
  readonly accessTokenIssuer: string
  readonly accessTokenProfile: AccessTokenProfile
  /** Absent: introspection if `accessTokenFormat` is `opaque`; otherwise tokens are verified as JWTs. */
  readonly accessTokenLookup?: AccessTokenLookup
  /** Absent: the client of sign-ins introspects. */
  readonly introspection?: IntrospectionClient
  readonly allowUnverifiedEmail: boolean
  readonly security: SecurityConfig<Role>
  /** Absent: the algorithms of the provider's metadata that we support. */
  readonly idTokenSigningAlgs?: readonly string[]
  readonly metadata?: ProviderMetadataOptions
  readonly metadataUrl?: string
  readonly allowInsecureIssuer: boolean
}

/** A provider without its roles. */
export type ProviderWithoutSecurity =
  Omit<SignInProviderConfig, 'security'> | Omit<AccessTokenProviderConfig, 'security'>

/** Protections that are switched off, because the provider cannot do them. */
export interface UnsafeConfig {
  readonly withoutNonce: boolean
  readonly withoutPkce: boolean
  readonly withoutIntrospectionAudience: boolean
}

/** A client that introspects, and does nothing else. @see RFC 7662, section 2.1 */
export interface IntrospectionClient {
  readonly clientId: string
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
  readonly path: ClaimRef
  /** Absent: the merged view of ID Token and UserInfo. */
  readonly from?: ClaimSource
  readonly parse?: ListForm
  readonly split?: string
  readonly select?: 'keys' | { readonly member: string }
  readonly stripPrefix?: string
  readonly required: boolean
  readonly truncatesAt?: number
  readonly whenTrue?: string
}

/** `Role` is the union of the role names that the configuration names; at run time they are strings. */
export interface SecurityConfig<Role extends string = string> {
  readonly roleMapping: Readonly<Record<string, readonly Role[]>>
  readonly individualRoles: Readonly<Record<string, readonly Role[]>>
  readonly defaultRoles: readonly Role[]
  readonly requiredRoles: readonly Role[]
  readonly impliedRoles: RoleTable
  readonly rolePatterns: readonly { readonly pattern: string; readonly roles: readonly Role[] }[]
  readonly passthrough: false | PassthroughConfig
  readonly caseInsensitiveKeys: boolean
  readonly usernameAsRoleKey: boolean
}

export interface PassthroughConfig {
  readonly allow: readonly string[]
  readonly prefix?: string
  /** Roles that can never be passed through: at least all roles that the configuration names, of any provider. */
  readonly except: readonly string[]
}

/** Name, logo and language of the library's own pages. */
export interface PagesConfig {
  readonly appName?: string
  /** A path on the origin of `baseUrl`, or an https URL. */
  readonly logoUrl?: string
  readonly locale: PageLocale | 'auto'
}

export interface SessionConfig {
  /** The first seals, all open. */
  readonly secret: readonly [string, ...string[]]
  /** Without the `__Host-` prefix, which the engine adds on https. */
  readonly cookieName: string
  readonly absoluteSeconds: number
  readonly idleSeconds: number
  /** How long a sign-in at the provider may take. */
  readonly signInSeconds: number
  readonly keep: KeepConfig
  /** 0: no session is cached. Undefined: the engine's default. */
  readonly cacheMebibytes: number | undefined
}

/** What a session keeps beside identity, roles and a few profile claims. */
export interface KeepConfig {
  /** `true`: all claims of the ID Token and UserInfo. */
  readonly claims: true | readonly ClaimRef[]
  readonly trace: boolean
}

/** Paths below `baseUrl`'s own path; `authorization` and `callback` hold `{providerId}`. */
export interface PathConfig extends OwnPaths {
  /** The application's own page after a sign-out. Absent: the library's page at `loggedOut`. */
  readonly afterLogout?: string
}

/** The paths that the library answers. */
export interface OwnPaths {
  readonly login: string
  readonly authorization: string
  readonly callback: string
  readonly denied: string
  readonly logout: string
  readonly loggedOut: string
  readonly session: string
}
