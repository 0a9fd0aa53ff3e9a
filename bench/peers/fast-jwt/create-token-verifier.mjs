import { createPublicKey } from 'node:crypto'
import { createVerifier } from 'fast-jwt'

/** Creates what verifies access tokens as RFC 9068 asks for. The key is known from the start, which is the fastest. */
export function createTokenVerifier({ jwk, issuer, audience, cache }) {
  return createVerifier({
    key: createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }),
    algorithms: [jwk.alg],
    checkTyp: 'at+jwt',
    allowedIss: issuer,
    allowedAud: audience,
    requiredClaims: ['iss', 'aud', 'exp', 'iat', 'sub', 'client_id', 'jti'],
    cache,
  })
}
