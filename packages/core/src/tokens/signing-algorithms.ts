/**
 * The JWS algorithms that are verified: asymmetric ones only, never `none` or HS*.
 * @see RFC 7518, section 3.1; RFC 8037, section 3.1; RFC 8725, section 3.1
 */
export const signingAlgorithms: readonly string[] = [
  ...['RS', 'PS', 'ES'].flatMap((family) => [256, 384, 512].map((bits) => `${family}${bits}`)),
  'EdDSA',
  'Ed25519',
]
