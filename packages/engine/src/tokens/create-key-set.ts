import { createLocalJWKSet, errors, type CryptoKey, type JSONWebKeySet, type LocalJWKSet } from 'jose'
import { createFetchBudget } from './create-fetch-budget.ts'

/** The keys with which a provider signs. */
export interface KeySet {
  /**
   * The keys that may have signed a token with this header: none when no key fits, even after a look at the provider.
   * @throws OidcError `provider_unavailable`, `provider_response_invalid`
   */
  readonly find: (header: {
    readonly alg: string
    readonly kid?: string | undefined
  }) => Promise<readonly CryptoKey[]>
}

/** Where the published keys come from. */
export interface PublishedKeys {
  readonly get: () => Promise<JSONWebKeySet>
  readonly refresh: () => Promise<JSONWebKeySet>
}

/** A token without `kid` is tried with this many keys. */
const mostCandidates = 10

/**
 * Creates a provider's key set. A header that fits no known key fetches the keys anew at once, so that a rotation
 * passes; a budget bounds how often, so that tokens with invented `kid`s do not storm the provider.
 * @see OpenID Connect Core 1.0, section 10.1.1
 */
export function createKeySet(published: PublishedKeys, now: () => number): KeySet {
  const budget = createFetchBudget(now)
  let imported: { readonly from: JSONWebKeySet; readonly resolve: LocalJWKSet } | undefined

  async function candidates(
    from: JSONWebKeySet,
    header: { alg: string; kid?: string },
  ): Promise<CryptoKey[]> {
    if (imported?.from !== from) imported = { from, resolve: createLocalJWKSet(from) }
    try {
      return [await imported.resolve(header)]
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return []
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
      const keys: CryptoKey[] = []
      for await (const key of error) if (keys.push(key) >= mostCandidates) break
      return keys
    }
  }

  return {
    async find({ alg, kid }) {
      const header = kid === undefined ? { alg } : { alg, kid }
      const known = await candidates(await published.get(), header)
      if (known.length > 0 || !budget.take()) return known
      return candidates(await published.refresh(), header)
    },
  }
}
