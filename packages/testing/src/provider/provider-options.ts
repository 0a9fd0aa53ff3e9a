import type { SigningAlg } from '../keys/signing-key.ts'
import type { LoopbackHost } from '../server/loopback-server.ts'

/** A person who can sign in at the embedded provider. */
export interface Person {
  /** Shown on the sign-in page. */
  readonly name: string
  /** A line below the name, e.g. what this person may do. */
  readonly description?: string
  /** For the password grant, with the person's key in `people` as user name. Without a password, the grant is refused. */
  readonly password?: string
  /** The claim `sub`. @default the person's key in `people` */
  readonly subject?: string
  /** Any claims, with any names and any nesting. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** Names of roles. A preset puts them where the real provider has them. Without a preset they are the claim `roles`. */
  readonly roles?: readonly string[]
  /**
   * Groups: e.g. paths like `/staff` at Keycloak, object ids at Entra ID. A preset puts them where the real provider has them.
   * Without a preset they are the claim `groups`.
   */
  readonly groups?: readonly string[]
  /** The id of the tenant. Only for the preset `entra_organizations`. @default '11111111-2222-4333-8444-555555555555' */
  readonly tenant?: string
  /** Names of client roles, by `clientId`. Only for the preset `keycloak`. */
  readonly clientRoles?: Readonly<Record<string, readonly string[]>>
}

/** The people who can sign in, by their user name. */
export type People = Readonly<Record<string, Person>>

/** A client (relying party) of the provider. */
export interface ClientOptions {
  /** The id of the client. */
  readonly clientId: string
  /** The client secret. With `x_cert` it is the certificate. */
  readonly clientSecret?: string
  /** The registered redirect URIs. */
  readonly redirectUris: readonly string[]
  /** The URLs to which the provider may redirect after a sign-out. */
  readonly postLogoutRedirectUris?: readonly string[]
  /** Where the provider sends a logout token with `sid` when a session of a person ends. On loopback. @default nowhere */
  readonly backChannelLogoutUri?: string
  /**
   * `x_cert`: the token request has the certificate, percent-encoded, in the header `X-Cert`.
   * @default 'client_secret_basic' with a secret, otherwise 'none'
   */
  readonly tokenEndpointAuthMethod?: 'none' | 'client_secret_basic' | 'client_secret_post' | 'x_cert'
  /** The algorithm of ID Tokens. @default the provider's first */
  readonly idTokenSigningAlg?: SigningAlg
}

/** When the provider issues refresh tokens for the code flow. */
export type RefreshTokenIssue = 'with_offline_access' | 'always' | 'never'

/**
 * The real providers that the embedded one can imitate. `entra_organizations` is Entra ID with people of many tenants, and `auth0_rfc9068`
 * is Auth0 with APIs of the token profile RFC 9068.
 */
export type PresetName = 'keycloak' | 'entra' | 'entra_organizations' | 'auth0' | 'auth0_rfc9068'

/** Options of the embedded provider. */
export interface ProviderOptions {
  /**
   * Makes the provider behave like a real one: its paths, its metadata, and the claims in each kind of token. It excludes the
   * options `accessTokenFormat` and `opaqueAudiences`, because the preset decides them.
   */
  readonly preset?: PresetName
  /** The host of the issuer. `127.0.0.1` is another site than `localhost`. @default 'localhost' */
  readonly host?: LoopbackHost
  /** The TCP port. 0: any free port. @default 0 */
  readonly port?: number
  /** The path of the issuer, e.g. `/realms/main`. @default that of the preset, otherwise '' */
  readonly path?: string
  /** The people who can sign in. */
  readonly people?: People
  /** The clients that are registered. */
  readonly clients?: readonly ClientOptions[]
  /**
   * `jwt`: access tokens are JWTs (RFC 9068) and the ID Token holds all claims of the granted scopes. `opaque`: access
   * tokens are random strings and only UserInfo has the claims.
   * @default 'jwt'
   */
  readonly accessTokenFormat?: 'jwt' | 'opaque'
  /**
   * The audience of access tokens that are requested without `resource`.
   * @default that of the preset, otherwise 'https://api.example.com'
   */
  readonly audience?: string
  /** The values of `resource` (RFC 8707) that get opaque access tokens, also if `accessTokenFormat` is `jwt`. */
  readonly opaqueAudiences?: readonly string[]
  /** Scopes in addition to `openid`, `profile`, `email` and `offline_access`. */
  readonly scopes?: readonly string[]
  /** The provider has one key for each algorithm. The first one signs by default. @default ['RS256'] */
  readonly signingAlgs?: readonly [SigningAlg, ...SigningAlg[]]
  /**
   * The lifetime of access tokens, in seconds. A function is called for each token.
   * @default that of the preset, otherwise 3600
   */
  readonly accessTokenSeconds?: number | (() => number)
  /** The lifetime of ID Tokens, in seconds. @default that of the preset, otherwise 3600 */
  readonly idTokenSeconds?: number
  /**
   * `with_offline_access`: for the granted scope `offline_access`, which needs `prompt=consent` (OpenID Connect Core 1.0, section 11).
   * `always`: without it too; such a refresh token ends with the session of the person at the provider.
   * @default that of the preset, otherwise 'with_offline_access'
   */
  readonly refreshTokens?: RefreshTokenIssue
  /**
   * `strict`: each refresh token works once, also if two requests arrive at the same time. A second use is `invalid_grant`, and ends
   * every token of the grant (RFC 9700, section 4.14.2). `none`: a refresh token works until it expires.
   * @default 'strict'
   */
  readonly rotation?: 'strict' | 'none'
  /**
   * Lets a client without PKCE sign in: for a library that has none, such as keycloak-connect, in a test of a move from it.
   * @default false
   */
  readonly allowWithoutPkce?: boolean
  /** How long people stay signed in at the provider, in seconds. @default 86400 */
  readonly sessionSeconds?: number
}
