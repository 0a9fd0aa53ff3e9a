/**
 * Why the access token of a sign-in cannot be verified, as plain data for `decideAccess`.
 *
 * - `not_a_jwt`: it does not have the form of a signed JWT
 * - `encrypted`: it is a JWE, for the API alone
 * - `algorithm`: its `alg` is none that is accepted
 * - `extension`: its header has `crit`, which must be understood (RFC 7515, section 4.1.11)
 * - `issuer`: its `iss` is not `accessTokenIssuer`
 * - `expired`, `not_yet_valid`: by `exp`, which must be there, and `nbf`
 * - `unknown_key`: the provider publishes no key of its `kid` and `alg`, or one that is refused
 * - `signature`: no published key verifies it
 * - `unverified`: it was not verified, for a reason that is none of these
 */
export type AccessTokenProblem =
  | 'not_a_jwt'
  | 'encrypted'
  | 'algorithm'
  | 'extension'
  | 'issuer'
  | 'expired'
  | 'not_yet_valid'
  | 'unknown_key'
  | 'signature'
  | 'unverified'
