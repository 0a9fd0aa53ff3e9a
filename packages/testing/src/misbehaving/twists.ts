import type { IncomingHttpHeaders } from 'node:http'
import type { SigningAlg } from '../keys/signing-key.ts'
import type { JwsParts } from '../keys/sign-jws.ts'

/** The endpoints whose answers a test can change. */
export type Endpoint =
  'discovery' | 'jwks' | 'authorization' | 'token' | 'userinfo' | 'introspection' | 'end_session'

/** A JSON object whose members a test may change. */
export type JsonRecord = Record<string, unknown>

/** A request as the misbehaving provider saw it. */
export interface ProviderRequest {
  /** The method. */
  readonly method: string
  /** Below the issuer's path, without the query. */
  readonly path: string
  /** The parameters of the query. */
  readonly query: URLSearchParams
  /** The headers. */
  readonly headers: IncomingHttpHeaders
  /** The body, as text. */
  readonly body: string
}

/** An answer of the provider in place of its own. */
export interface ProviderAnswer {
  /** The HTTP status. @default 200 */
  readonly status?: number
  /** Headers of the answer. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** An iterable is sent piece by piece, at its own pace. */
  readonly body?: string | Uint8Array | AsyncIterable<string | Uint8Array>
}

/**
 * How the provider departs from the protocol. A function gets the right answer and returns another; text instead of an
 * object is sent as it is.
 */
export interface Twists {
  /** Changes the discovery document. */
  readonly metadata?: (metadata: JsonRecord) => unknown
  /** Changes the published key set. */
  readonly jwks?: (jwks: { keys: JsonRecord[] }) => unknown
  /** Changes the parameters in place. */
  readonly authorizationResponse?: (params: URLSearchParams) => void
  /** Replaces the HTTP status of the token endpoint. */
  readonly tokenStatus?: number
  /** Changes the answer of the token endpoint. */
  readonly tokenResponse?: (response: JsonRecord) => unknown
  /** Changes the claims of the ID Token before it is signed. */
  readonly idTokenClaims?: (claims: JsonRecord) => unknown
  /** Changes the JOSE header of the ID Token. */
  readonly idTokenHeader?: (header: JsonRecord) => unknown
  /** Makes the whole ID Token. */
  readonly idTokenSign?: (parts: JwsParts) => string | Promise<string>
  /** Signs with a key that the key set does not have, or with the published key of another algorithm. */
  readonly signingKey?: 'unpublished' | SigningAlg
  /** Changes the answer of UserInfo. */
  readonly userinfo?: (claims: JsonRecord) => unknown
  /** Changes the answer of introspection. */
  readonly introspection?: (answer: JsonRecord) => unknown
  /** Delays the answers of endpoints, in seconds. */
  readonly delaySeconds?: Partial<Readonly<Record<Endpoint, number>>>
  /** Answers any request at all; `'reset'` breaks the connection, `'hang'` never answers. */
  readonly respond?: (
    request: ProviderRequest,
  ) => ProviderAnswer | 'reset' | 'hang' | undefined | Promise<ProviderAnswer | 'reset' | 'hang' | undefined>
}
