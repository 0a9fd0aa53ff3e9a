import { signingAlgorithms, type Claims } from '@x/oidc-core'
import { calculateJwkThumbprint, importJWK, type CryptoKey, type JWK } from 'jose'
import * as v from 'valibot'
import { findKeyWeakness, type KeyWeakness } from './find-key-weakness.ts'
import { dropPrototype } from '../sealing/drop-prototype.ts'
import { parseJws, parseJwsClaims } from './parse-jws.ts'
import { checkJwsHeader } from './verify-jws.ts'
import { verifyWithKey } from './verify-with-key.ts'

/** A public key alone, of a size that costs no more than any other to verify with. */
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
 * Verifies that a proof was signed by the key with this thumbprint: undefined, or the rule that it breaks.
 * @param isFitting judges its claims before the signature is verified, to save the work
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
    // It says itself that it is there for something else (RFC 7517, sections 4.2 and 4.4).
    const { alg: itsAlg = alg, use = 'sig' } = jwk
    if (itsAlg !== alg || use !== 'sig') return 'key'
    const weakness = findProofKeyWeakness(jwk, jkt)
    if (weakness !== undefined) return weakness
    const key = await importJWK(jwk, alg)
    return key instanceof Uint8Array ? 'key' : key
  } catch {
    // Not a key of this algorithm, and there is no more to say about it.
    return 'key'
  }
}

/** By thumbprint, which is a hash of the whole key: a client sends the same one with every request. */
const recentWeaknesses = new Map<string, KeyWeakness | undefined>()
const mostKeys = 1000

function findProofKeyWeakness(jwk: JWK, jkt: string): KeyWeakness | undefined {
  if (!recentWeaknesses.has(jkt)) {
    if (recentWeaknesses.size >= mostKeys) recentWeaknesses.clear()
    recentWeaknesses.set(jkt, findKeyWeakness(jwk))
  }
  return recentWeaknesses.get(jkt)
}
