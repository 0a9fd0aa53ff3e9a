import { createLocalJWKSet, type CryptoKey, errors, type JSONWebKeySet } from 'jose'

/** Imports the keys of a set that fit a header, and skips a key that cannot be imported. */
export type ImportKeys = (header: { readonly alg: string; readonly kid?: string }) => Promise<CryptoKey[]>

/** Maximum number of keys that are tried for a token without `kid`. */
const maxCandidates = 10

export function createImportKeys(set: JSONWebKeySet): ImportKeys {
  const resolve = createLocalJWKSet(set)
  return async (header) => {
    const keys: CryptoKey[] = []
    try {
      keys.push(await resolve(header))
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) return keys
      try {
        for await (const key of error) if (keys.push(key) >= maxCandidates) break
      } catch {
        // The keys that were yielded before are still usable.
      }
    }
    return keys
  }
}
