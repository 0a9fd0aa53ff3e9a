import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import type { CryptoKey, JWK } from 'jose'

/** The algorithms for which tests have keys. */
export type SigningAlg = 'RS256' | 'PS256' | 'ES256' | 'EdDSA'

/** A key pair of a test provider. */
export interface SigningKey {
  /** The algorithm that the key is for. */
  readonly alg: SigningAlg
  /** The id of the key. */
  readonly kid: string
  /** The private key, to sign with. */
  readonly privateKey: CryptoKey
  /** The private key as JWK. */
  readonly privateJwk: JWK
  /** The public key as JWK, with `alg` and `kid`. */
  readonly publicJwk: JWK
}

async function generateSigningKey(alg: SigningAlg): Promise<SigningKey> {
  const pair = await generateKeyPair(alg, { extractable: true })
  const publicOnly = await exportJWK(pair.publicKey)
  const described = { alg, use: 'sig', kid: await calculateJwkThumbprint(publicOnly) }
  return {
    alg,
    kid: described.kid,
    privateKey: pair.privateKey,
    privateJwk: { ...(await exportJWK(pair.privateKey)), ...described },
    publicJwk: { ...publicOnly, ...described },
  }
}

const idle = new Map<SigningAlg, SigningKey[]>()

/**
 * Returns a key that no other running provider of this process uses, because two providers with the same key would hide a mix-up.
 * It reuses keys, because an RSA key takes a tenth of a second to generate.
 */
export async function borrowSigningKey(alg: SigningAlg): Promise<SigningKey> {
  return idle.get(alg)?.pop() ?? generateSigningKey(alg)
}

/** Returns keys to the pool, for the next provider. */
export function returnSigningKeys(keys: Iterable<SigningKey>): void {
  for (const key of keys) {
    const stack = idle.get(key.alg)
    if (stack) stack.unshift(key)
    else idle.set(key.alg, [key])
  }
}
