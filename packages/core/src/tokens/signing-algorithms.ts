/**
 * The JWS algorithms that are verified: asymmetric ones only, never `none` or HS*.
 * @see RFC 7518, section 3.1; RFC 8037, section 3.1; RFC 8725, section 3.1
 */
export const signingAlgorithms: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]
