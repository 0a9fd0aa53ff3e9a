import type { JSONWebKeySet } from 'jose'
import { borrowSigningKey, returnSigningKeys } from '../keys/signing-key.ts'
import type { SigningAlg, SigningKey } from '../keys/signing-key.ts'

/** The keys of one misbehaving provider. */
export interface KeyRing {
  /** Returns the published key of this algorithm. If there is none, it creates and publishes one. */
  resolve(alg: SigningAlg): Promise<SigningKey>
  /** A key that is never published. */
  resolveUnpublished(alg: SigningAlg): Promise<SigningKey>
  /** Replaces every published key. */
  rotate(): Promise<void>
  published(): JSONWebKeySet
  close(): void
}

export async function createKeyRing(algs: readonly SigningAlg[]): Promise<KeyRing> {
  const published = new Map<SigningAlg, SigningKey>()
  const unpublished = new Map<SigningAlg, SigningKey>()
  const borrowed = new Set<SigningKey>()

  async function resolveIn(keys: Map<SigningAlg, SigningKey>, alg: SigningAlg): Promise<SigningKey> {
    const known = keys.get(alg)
    if (known) return known
    const key = await borrowSigningKey(alg)
    borrowed.add(key)
    keys.set(alg, key)
    return key
  }

  for (const alg of algs) await resolveIn(published, alg)
  return {
    resolve: (alg) => resolveIn(published, alg),
    resolveUnpublished: (alg) => resolveIn(unpublished, alg),
    rotate: async () => {
      const kinds = [...published.keys()]
      published.clear()
      for (const alg of kinds) await resolveIn(published, alg)
    },
    published: () => ({ keys: [...published.values()].map(({ publicJwk }) => publicJwk) }),
    close: () => {
      returnSigningKeys(borrowed)
      borrowed.clear()
    },
  }
}
