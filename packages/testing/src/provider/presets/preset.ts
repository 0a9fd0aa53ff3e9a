import type { JWTPayload } from 'jose'
import type { Person } from '../provider-options.ts'

export type Claims = Readonly<Record<string, unknown>>

/** The paths of the endpoints, below `mountPath`. An endpoint that is not there has no path. */
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

/** What `oidc-provider` is configured with: where things are, and which habits it has. */
export interface ProviderShape {
  /** The path that every endpoint is below, unless `path` says another. */
  readonly mountPath: string
  /** What the issuer has behind `mountPath`. */
  readonly issuerSuffix: '' | '/' | '/v2.0'
  readonly endpoints: Endpoints
  /** Scopes beside those of OpenID Connect. */
  readonly scopes: readonly string[]
  readonly accessTokenSeconds: number
  readonly idTokenSeconds: number
  /** The audience of access tokens that are requested without an API. Undefined: they are opaque, and only UserInfo accepts them. */
  readonly defaultAudience: string | undefined
  /** Reads the API from the parameter `audience` of the authorization request, beside `resource`. */
  readonly readsAudienceParameter: boolean
  /** Responds with `invalid_scope` to an unknown scope. Other providers ignore an unknown scope. */
  readonly refusesUnknownScopes: boolean
  /** Issues refresh tokens without `offline_access`. */
  readonly alwaysIssuesRefreshTokens: boolean
  /** The `sub` of a person for one client. */
  readonly buildSub: (subject: string, clientId: string) => string
}

/** Where the provider is. */
export interface Addresses {
  readonly issuer: string
  /** E.g. `http://localhost:41234`. */
  readonly origin: string
  readonly mountPath: string
}

/** The person that a token or a response is about. */
export interface Account {
  /** In `people`. */
  readonly key: string
  readonly subject: string
  readonly person: Person
}

/** What a token or an answer is issued for. */
export interface Issuance extends Addresses {
  readonly clientId: string
  /** As granted, with spaces between. */
  readonly scope: string
  /** Absent from a client's own token. */
  readonly account: Account | undefined
  /** Names the session at the provider. */
  readonly sessionId: string
  /** When the person signed in, as a NumericDate. */
  readonly authTime: number | undefined
}

/** A JWT before it is signed. */
export interface JwtContent {
  /** Beside `alg` and `kid`. */
  readonly header: Claims
  readonly claims: Claims
  /** The header has this value, and the signature is for its hash: only the issuer can verify the token. */
  readonly hashedNonce?: string
}

/**
 * How a real provider differs from `oidc-provider`, as data: paths, habits, and for each kind of token what is in it. What
 * `oidc-provider` validates is validated all the same.
 */
export interface Preset extends ProviderShape {
  /** Values of `prompt` that the provider takes no notice of. */
  readonly ignoredPrompts: readonly string[]
  /** Claims that are made of `roles`, `groups` or `clientRoles`, so `claims` of a person must not name them. */
  readonly ownClaims: readonly string[]
  /** Whether people can have roles of one client. */
  readonly hasClientRoles: boolean
  /** What each of a person's `groups` looks like. */
  readonly groupPattern: RegExp
  /** The subject of a person that names none. */
  readonly buildSubject: (key: string) => string
  readonly buildMetadata: (plain: Claims, addresses: Addresses) => Claims
  /** The published keys, from those that sign. */
  readonly buildKeys: (publicJwks: readonly Claims[], addresses: Addresses) => readonly Claims[]
  /** Changes the parameters of an authorization response. */
  readonly changeAuthorizationResponse: (parameters: URLSearchParams, sessionId: string) => void
  /** Dresses the claims of an ID Token of `oidc-provider`. `atHash` is that of the access token beside it. */
  readonly buildIdToken: (plain: JWTPayload, issuance: Issuance, atHash: string) => JwtContent
  /** The same for an access token. Without an `audience` it was asked for no API. */
  readonly buildAccessToken: (
    plain: JWTPayload,
    issuance: Issuance,
    audience: string | undefined,
  ) => JwtContent
  /** Members of the token response beside the tokens, or in their place. */
  readonly buildTokenResponse: (issuance: Issuance) => Claims
  /** What each URL answers to an access token, by its path. UserInfo is one of them. */
  readonly buildResources: (addresses: Addresses) => Readonly<Record<string, (issuance: Issuance) => Claims>>
  /** Whether these resources take such a JWT. ID Tokens have the same signature. */
  readonly isForResources: (claims: JWTPayload, addresses: Addresses) => boolean
  /** The answer about an access token that is a JWT and good. Without it there is no introspection. */
  readonly buildIntrospection?: (claims: JWTPayload, clientId: string) => Claims
  /** The text of a refresh token with this id. @default the id */
  readonly buildRefreshToken?: (
    id: string,
    issuance: Pick<Issuance, 'issuer' | 'clientId' | 'scope'>,
  ) => string
}
