/** The raw parameters of an authorization response: names may repeat. */
export type ResponseParameters = readonly (readonly [name: string, value: string])[]

/** The values of the authorization request with which the response is compared. */
export interface ResponseExpectations {
  /** The `state` of the request. */
  readonly state: string
  /** The issuer of the provider. @see RFC 9207, section 2.4 */
  readonly issuer: string
  /** Whether the provider's metadata says that it always sends `iss` (RFC 9207, section 3). */
  readonly issuerIsSent: boolean
}

/**
 * The content of an authorization response: a code, an error of the provider, or the rule that the response fails. @see RFC 6749,
 * section 4.1.2
 */
export type AuthorizationResponseResult =
  | { readonly outcome: 'code'; readonly code: string }
  /** The provider refused; `error` is its error code. */
  | { readonly outcome: 'error'; readonly error: string }
  | { readonly outcome: 'invalid'; readonly rule: AuthorizationResponseRule }

/** The rule that a response fails. */
export type AuthorizationResponseRule = 'repeated_parameter' | 'token_in_response' | 'state' | 'iss' | 'code'

/**
 * Validates an authorization response. Call it before using any parameter.
 * @see RFC 6749, sections 3.1, 4.1.2 and 4.1.2.1; RFC 9207, section 2.4
 */
export function validateAuthorizationResponse(
  parameters: ResponseParameters,
  expected: ResponseExpectations,
): AuthorizationResponseResult {
  const values = new Map(parameters)
  if (values.size !== parameters.length) return { outcome: 'invalid', rule: 'repeated_parameter' }
  // The library never requests these parameters, so another party made a response that has one.
  if (values.has('access_token') || values.has('id_token'))
    return { outcome: 'invalid', rule: 'token_in_response' }
  if (values.get('state') !== expected.state) return { outcome: 'invalid', rule: 'state' }

  const iss = values.get('iss')
  if (iss === undefined ? expected.issuerIsSent : iss !== expected.issuer)
    return { outcome: 'invalid', rule: 'iss' }

  const error = values.get('error')
  const code = values.get('code')
  if (error !== undefined) {
    return code === undefined ? { outcome: 'error', error } : { outcome: 'invalid', rule: 'code' }
  }
  return code === undefined || code === '' ? { outcome: 'invalid', rule: 'code' } : { outcome: 'code', code }
}
