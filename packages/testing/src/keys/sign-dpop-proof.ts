import { createHash, randomUUID } from 'node:crypto'
import { signJws } from './sign-jws.ts'
import type { SigningKey } from './signing-key.ts'

/** The content of a DPoP proof. @see RFC 9449, section 4.2 */
export interface ProofOptions {
  /** The client's key. Its `kid` is its thumbprint, and the token is bound to that. */
  readonly key: SigningKey
  /** The method of the request, for the claim `htm`. @default 'GET' */
  readonly method?: string
  /** The URL of the request, for the claim `htu`. */
  readonly url: string
  /** The access token, for the claim `ath`. */
  readonly accessToken: string
}

/** Signs a DPoP proof with the current time and a new `jti` (RFC 9449 section 4.2). */
export function signDpopProof({ key, method = 'GET', url, accessToken }: ProofOptions): Promise<string> {
  return signJws({
    header: { typ: 'dpop+jwt', alg: key.alg, jwk: key.publicJwk },
    payload: {
      ...{ htm: method, htu: url, iat: Math.floor(Date.now() / 1000), jti: randomUUID() },
      ath: createHash('sha256').update(accessToken).digest('base64url'),
    },
    key,
  })
}
