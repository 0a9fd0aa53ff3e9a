import type { JWTPayload } from 'jose'
import type { Person } from '../provider-options.ts'

export type Claims = Readonly<Record<string, unknown>>

/** The paths of the endpoints, below `mountPath`. An endpoint without a path does not exist. */
export interface Endpoints {
  readonly authorization: string
  readonly token: string
  readonly jwks: string
  readonly end_session: string
  readonly userinfo?: string
  readonly introspection?: string
  readonly revocation?: string
  readonly pushed_authorization_request?: string
}

/** The configuration of `oidc-provider`: paths, lifetimes and behaviour. */
export interface ProviderShape {
  /** All endpoints are below this path. The option `path` replaces it. */
  readonly mountPath: string
  /** The end of the issuer, after `mountPath`. */
  readonly issuerSuffix: '' | '/' | '/v2.0'
  readonly endpoints: Endpoints
  /** Scopes in addition to the scopes of OpenID Connect. */
  readonly scopes: readonly string[]
  readonly accessTokenSeconds: number
  readonly idTokenSeconds: number
  /** The audience of access tokens that are requested without an API. Undefined: they are opaque, for UserInfo only. */
  readonly defaultAudience: string | undefined
  /** Reads the API from the parameter `audience` of the authorization request, in addition to `resource`. */
  readonly readsAudienceParameter: boolean
  /** Responds with `invalid_scope` to an unknown scope. Other providers ignore an unknown scope. */
  readonly refusesUnknownScopes: boolean
  /** Issues refresh tokens without `offline_access`. */
  readonly alwaysIssuesRefreshTokens: boolean
  /** The `sub` of a person for one client. */
  readonly buildSub: (subject: string, clientId: string) => string
}

/** The addresses of the provider. */
export interface Addresses {
  readonly issuer: string
  /** E.g. `http://localhost:41234`. */
  readonly origin: string
  readonly mountPath: string
}

/** The person that a token or a response is about. */
export interface Account {
  /** The key in `people`. */
  readonly key: string
  readonly subject: string
  readonly person: Person
}

/** The client, the scope, the account and the session of a token or a response. */
export interface Issuance extends Addresses {
  readonly clientId: string
  /** The granted scopes, separated by spaces. */
  readonly scope: string
  /** Undefined for a token that a client requested for itself. */
  readonly account: Account | undefined
  /** The id of the session at the provider. */
  readonly sessionId: string
  /** When the person signed in, as a NumericDate. */
  readonly authTime: number | undefined
}

/** A JWT before it is signed. */
export interface JwtContent {
  /** The header parameters, without `alg` and `kid`. */
  readonly header: Claims
  readonly claims: Claims
  /** The `nonce` of the header. The signature covers its hash instead, so only the issuer can verify the token. */
  readonly hashedNonce?: string
}

/**
 * The differences between a real provider and `oidc-provider`: paths, behaviour, and the content of each kind of token.
 * `oidc-provider` still validates every request.
 */
export interface Preset extends ProviderShape {
  /** Values of `prompt` that the provider ignores. */
  readonly ignoredPrompts: readonly string[]
  /** Claims that the preset builds from `roles`, `groups` or `clientRoles`. The `claims` of a person must not have them. */
  readonly ownClaims: readonly string[]
  /** Whether people can have client roles. */
  readonly hasClientRoles: boolean
  /** The tenant of people without one. Undefined: the provider has one tenant, and people have none. */
  readonly homeTenant?: string
  /** The pattern that each of a person's `groups` must match. */
  readonly groupPattern: RegExp
  /** Builds the subject of a person without `subject`. */
  readonly buildSubject: (key: string) => string
  readonly buildMetadata: (plain: Claims, addresses: Addresses) => Claims
  /** Builds the published keys from the keys that sign. */
  readonly buildKeys: (publicJwks: readonly Claims[], addresses: Addresses) => readonly Claims[]
  /** Changes the parameters of an authorization response. */
  readonly changeAuthorizationResponse: (parameters: URLSearchParams, sessionId: string) => void
  /** Builds an ID Token from the ID Token of `oidc-provider`. `atHash` is for the access token in the same response. */
  readonly buildIdToken: (plain: JWTPayload, issuance: Issuance, atHash: string) => JwtContent
  /** Builds an access token from that of `oidc-provider`. `audience` is undefined if the client requested no API. */
  readonly buildAccessToken: (
    plain: JWTPayload,
    issuance: Issuance,
    audience: string | undefined,
  ) => JwtContent
  /** Builds members of the token response. They are added, or replace the members of `oidc-provider`. */
  readonly buildTokenResponse: (issuance: Issuance) => Claims
  /** Builds the responses to an access token, by path. UserInfo is one of the paths. */
  readonly buildResources: (addresses: Addresses) => Readonly<Record<string, (issuance: Issuance) => Claims>>
  /** Whether these resources accept a JWT with these claims. An ID Token has a valid signature too, but is not accepted. */
  readonly isForResources: (claims: JWTPayload, addresses: Addresses) => boolean
  /** Builds the introspection response for a valid JWT access token. Without it, the provider has no introspection. */
  readonly buildIntrospection?: (claims: JWTPayload, clientId: string) => Claims
  /** Builds the refresh token with this id. @default the id */
  readonly buildRefreshToken?: (
    id: string,
    issuance: Pick<Issuance, 'issuer' | 'clientId' | 'scope'>,
  ) => string
}
