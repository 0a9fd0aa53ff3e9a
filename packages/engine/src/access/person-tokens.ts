import { OidcError } from '@x/oidc-core'

/** The access token of a signed-in person, for requests to other APIs as this person. */
export interface PersonTokens {
  /** The access token. It is a secret: put it in the `Authorization` header of requests to its API, and nowhere else. */
  readonly accessToken: string
  /** NumericDate at which it expires, seconds since 1970; undefined if the provider does not say it. */
  readonly expiresAt: number | undefined
  /** The scopes that the provider granted, if it lists them. */
  readonly scopes: readonly string[] | undefined
}

/** The tokens of a person, and the cookies that a refresh wrote. */
export interface TokenReading {
  /** The tokens of the person. */
  readonly tokens: PersonTokens
  /** Values of the `Set-Cookie` headers that the response to the request must have. */
  readonly setCookies: readonly string[]
}

/** Builds the error of a request without tokens. */
export function noTokens(
  why: OidcError<'tokens_unavailable'>['detail']['why'],
  message: string,
): OidcError<'tokens_unavailable'> {
  return new OidcError('tokens_unavailable', message, { why })
}
