import type { IncomingHttpHeaders } from 'node:http'
import type { SigningAlg } from '../keys/signing-key.ts'
import type { JwsParts } from '../keys/sign-jws.ts'

export type Endpoint =
  'discovery' | 'jwks' | 'authorization' | 'token' | 'userinfo' | 'introspection' | 'end_session'

export type JsonRecord = Record<string, unknown>

/** A request as the misbehaving provider saw it. */
export interface ProviderRequest {
  readonly method: string
  /** Below the issuer's path, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface ProviderAnswer {
  /** @default 200 */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** An iterable is sent piece by piece, at its own pace. */
  readonly body?: string | Uint8Array | AsyncIterable<string | Uint8Array>
}

/**
 * How the provider departs from the protocol. A function gets the right answer and returns another; text instead of an
 * object is sent as it is.
 */
export interface Twists {
  readonly metadata?: (metadata: JsonRecord) => unknown
  readonly jwks?: (jwks: { keys: JsonRecord[] }) => unknown
  /** Changes the parameters in place. */
  readonly authorizationResponse?: (params: URLSearchParams) => void
  readonly tokenStatus?: number
  readonly tokenResponse?: (response: JsonRecord) => unknown
  readonly idTokenClaims?: (claims: JsonRecord) => unknown
  readonly idTokenHeader?: (header: JsonRecord) => unknown
  /** Makes the whole ID Token. */
  readonly idTokenSign?: (parts: JwsParts) => string | Promise<string>
  /** Signs with a key that the key set does not have, or with the published key of another algorithm. */
  readonly signingKey?: 'unpublished' | SigningAlg
  readonly userinfo?: (claims: JsonRecord) => unknown
  readonly introspection?: (answer: JsonRecord) => unknown
  readonly delaySeconds?: Partial<Readonly<Record<Endpoint, number>>>
  /** Answers any request at all; `'reset'` breaks the connection, `'hang'` never answers. */
  readonly respond?: (
    request: ProviderRequest,
  ) => ProviderAnswer | 'reset' | 'hang' | undefined | Promise<ProviderAnswer | 'reset' | 'hang' | undefined>
}
