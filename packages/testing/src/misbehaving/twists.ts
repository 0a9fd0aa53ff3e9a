import type { IncomingHttpHeaders } from 'node:http'
import type { SigningAlg } from '../keys/signing-key.ts'
import type { JwsParts } from '../keys/sign-jws.ts'

/** The endpoints whose responses a test can change. */
export type Endpoint =
  | 'discovery'
  | 'jwks'
  | 'authorization'
  | 'token'
  | 'userinfo'
  | 'introspection'
  | 'revocation'
  | 'end_session'

/** A JSON object whose members a test may change. */
export type JsonRecord = Record<string, unknown>

/** A request that the misbehaving provider received. */
export interface ProviderRequest {
  /** The method. */
  readonly method: string
  /** The path below the issuer's path, without the query. */
  readonly path: string
  /** The parameters of the query. */
  readonly query: URLSearchParams
  /** The headers. */
  readonly headers: IncomingHttpHeaders
  /** The body, as text. */
  readonly body: string
}

/** A response that replaces the provider's own response. */
export interface ProviderAnswer {
  /** The HTTP status. @default 200 */
  readonly status?: number
  /** The headers of the response. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** The body. An iterable is sent chunk by chunk, when it yields a chunk. */
  readonly body?: string | Uint8Array | AsyncIterable<string | Uint8Array>
}

/**
 * How the provider breaks the protocol. A function gets the correct response and returns another one. If it returns text instead
 * of an object, the text is the body.
 */
export interface Twists {
  /** Changes the discovery document. */
  readonly metadata?: (metadata: JsonRecord) => unknown
  /** Changes the published key set. */
  readonly jwks?: (jwks: { keys: JsonRecord[] }) => unknown
  /** Changes the parameters of the authorization response in place. */
  readonly authorizationResponse?: (params: URLSearchParams) => void
  /** Replaces the HTTP status of the token endpoint. */
  readonly tokenStatus?: number
  /** Changes the response of the token endpoint. */
  readonly tokenResponse?: (response: JsonRecord) => unknown
  /** Changes the claims of the ID Token before it is signed. */
  readonly idTokenClaims?: (claims: JsonRecord) => unknown
  /** Changes the response of the token endpoint to a refresh, in place of `tokenResponse`. */
  readonly refreshResponse?: (response: JsonRecord) => unknown
  /**
   * Changes the claims of a refreshed ID Token before it is signed, in place of `idTokenClaims`. `nonce` is that of the sign-in,
   * which a refreshed ID Token does not have.
   */
  readonly refreshedIdTokenClaims?: (claims: JsonRecord, nonce: string | undefined) => unknown
  /** Changes the claims of the person at a refresh: in the ID Token, in the new access token and in UserInfo. */
  readonly refreshedPerson?: (claims: JsonRecord) => JsonRecord
  /** Sends no new refresh token after a refresh, and keeps the old one valid. */
  readonly keepsRefreshToken?: boolean
  /** Changes the JOSE header of the ID Token. */
  readonly idTokenHeader?: (header: JsonRecord) => unknown
  /** Replaces the whole ID Token. */
  readonly idTokenSign?: (parts: JwsParts) => string | Promise<string>
  /** Signs with a key that is not in the key set, or with the published key of another algorithm. */
  readonly signingKey?: 'unpublished' | SigningAlg
  /** Changes the response of UserInfo. */
  readonly userinfo?: (claims: JsonRecord) => unknown
  /** Changes the response of introspection. */
  readonly introspection?: (answer: JsonRecord) => unknown
  /** Delays the responses of endpoints, in seconds. */
  readonly delaySeconds?: Partial<Readonly<Record<Endpoint, number>>>
  /** Answers any request. `'reset'` resets the connection. `'hang'` sends no response. */
  readonly respond?: (
    request: ProviderRequest,
  ) => ProviderAnswer | 'reset' | 'hang' | undefined | Promise<ProviderAnswer | 'reset' | 'hang' | undefined>
}
