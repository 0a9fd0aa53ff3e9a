import { type Claims, type Clock, isRecentInstant, signingAlgorithms } from '@x/oidc-core'
import { calculateJwkThumbprint, type CryptoKey, importJWK, type JWK } from 'jose'
import * as v from 'valibot'
import { createTtlCache } from '../cache/ttl-cache.ts'
import { dropPrototype } from '../json/drop-prototype.ts'
import { verifyWithKey } from '../crypto/verify-signature.ts'
import { findKeyWeakness, type KeyWeakness } from './key-weakness.ts'
import { checkJwsHeader, parseJws, parseJwsClaims } from './jws.ts'

/** A public key without private members. Its size is limited, so that no client can make a verification slow. */
const proofKey = v.looseObject({
  kty: v.picklist(['RSA', 'EC', 'OKP']),
  d: v.exactOptional(v.never()),
  p: v.exactOptional(v.never()),
  k: v.exactOptional(v.never()),
  n: v.exactOptional(v.pipe(v.string(), v.minLength(342), v.maxLength(700))),
  e: v.exactOptional(v.pipe(v.string(), v.maxLength(6))),
})

const proofHeader = v.looseObject({ typ: v.literal('dpop+jwt'), jwk: proofKey })

export type BrokenProofRule =
  'grammar' | 'header' | 'alg' | 'crit' | 'payload' | 'jkt' | 'signature' | 'key' | KeyWeakness | 'claims'

/**
 * Verifies that the key with this thumbprint signed a proof. Returns undefined, or the rule that fails.
 * @param isFitting validates its claims before the signature is verified, to save work
 * @see RFC 9449, section 4.3
 */
export async function verifyDpopProof(
  proof: string,
  jkt: string,
  isFitting: (claims: Claims) => boolean,
): Promise<BrokenProofRule | undefined> {
  const jws = parseJws(proof)
  if (typeof jws === 'string') return jws
  const header = v.safeParse(proofHeader, jws.header)
  if (!header.success) return 'header'
  const rule = checkJwsHeader(jws, signingAlgorithms)
  if (rule !== undefined) return rule
  const claims = parseJwsClaims(jws)
  if (claims === undefined) return 'payload'
  if (!isFitting(claims)) return 'claims'
  const key = await importProofKey(dropPrototype(header.output.jwk), jws.alg, jkt)
  if (typeof key === 'string') return key
  return (await verifyWithKey(jws, key)) ? undefined : 'signature'
}

async function importProofKey(
  jwk: JWK,
  alg: string,
  jkt: string,
): Promise<CryptoKey | 'jkt' | 'key' | KeyWeakness> {
  try {
    if ((await calculateJwkThumbprint(jwk)) !== jkt) return 'jkt'
    // The key itself says that it has another purpose (RFC 7517, sections 4.2 and 4.4).
    const { alg: itsAlg = alg, use = 'sig' } = jwk
    if (itsAlg !== alg || use !== 'sig') return 'key'
    const weakness = findProofKeyWeakness(jwk, jkt)
    if (weakness !== undefined) return weakness
    const key = await importJWK(jwk, alg)
    return key instanceof Uint8Array ? 'key' : key
  } catch {
    // The key is not for this algorithm.
    return 'key'
  }
}

/** Imported keys by thumbprint, a hash of the whole key: a client sends the same key with every request. */
const weaknesses = createTtlCache<KeyWeakness | 'none'>(1000)

function findProofKeyWeakness(jwk: JWK, jkt: string): KeyWeakness | undefined {
  let weakness = weaknesses.read(jkt)
  if (weakness === undefined) weaknesses.write(jkt, (weakness = findKeyWeakness(jwk) ?? 'none'))
  return weakness === 'none' ? undefined : weakness
}

/** The expected values of a proof. */
export interface ProofExpectations extends Clock {
  readonly method: string
  /** The URL of the request, without query and fragment. */
  readonly url: string
  /** SHA-256 of the access token, in base64url. */
  readonly ath: string
}

/** The claims of a valid proof. */
export type FittingProof = Claims & { readonly iat: number; readonly jti: string }

/** Maximum age of a proof, in addition to the tolerated clock difference. */
export const proofLifetimeSeconds = 60

/**
 * Validates the claims of a DPoP proof, except the nonce.
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

/** Both URLs are compared in the spelling of the URL standard, without query and fragment (RFC 9449, section 4.3). */
function isSameResource(htu: string, url: string): boolean {
  const [one, other] = [normalize(htu), normalize(url)]
  return one !== undefined && one === other
}

/** The whole URL is compared: user information or another scheme, such as `blob:`, is a difference. */
function normalize(text: string): string | undefined {
  try {
    const url = new URL(text)
    url.search = ''
    url.hash = ''
    return url.href
  } catch {
    // The text is not a valid URL.
    return undefined
  }
}
