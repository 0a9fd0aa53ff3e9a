import { type Claims, type Clock, isRecentInstant } from '@x/oidc-core'

/** What a proof must be for. */
export interface ProofExpectations extends Clock {
  readonly method: string
  /** Without query and fragment. */
  readonly url: string
  /** SHA-256 of the access token, in base64url. */
  readonly ath: string
}

/** Claims of a proof that fits. */
export type FittingProof = Claims & { readonly iat: number; readonly jti: string }

/** How old a proof may be, beside what clocks differ by. */
export const proofLifetimeSeconds = 60

/**
 * Judges the claims of a DPoP proof, all but the nonce.
 * @see RFC 9449, sections 4.3 and 7.1
 */
export function isProofFitting(claims: Claims, expected: ProofExpectations): claims is FittingProof {
  const { ath, htm, htu, iat, jti } = claims
  return (
    htm === expected.method &&
    typeof htu === 'string' &&
    isSameResource(htu, expected.url) &&
    isRecentInstant(iat, proofLifetimeSeconds, expected) &&
    typeof jti === 'string' &&
    jti.length > 0 &&
    jti.length <= 256 &&
    ath === expected.ath
  )
}

/** Compared as the URL standard writes them, without query and fragment (RFC 9449, section 4.3). */
function isSameResource(htu: string, url: string): boolean {
  const [one, other] = [normalize(htu), normalize(url)]
  return one !== undefined && one === other
}

/** The whole URL: user information and another scheme, such as `blob:`, are a difference. */
function normalize(text: string): string | undefined {
  try {
    const url = new URL(text)
    url.search = ''
    url.hash = ''
    return url.href
  } catch {
    // Not an address at all.
    return undefined
  }
}
