import { createLocalJWKSet, errors, type CryptoKey, type JSONWebKeySet, type LocalJWKSet } from 'jose'
import { createFetchBudget } from './create-fetch-budget.ts'

/** The keys with which a provider signs. */
export interface KeySet {
  /**
   * The keys that may have signed a token with this header: none when no key fits, even after a look at the provider.
   * @throws OidcError `provider_unavailable`, `provider_response_invalid`
   */
  readonly find: (header: TokenHeader) => Promise<readonly CryptoKey[]>
  /** The same without a look at the provider beyond the keys that are known, or the first ones. */
  readonly findKnown: (header: TokenHeader) => Promise<readonly CryptoKey[]>
}

export interface TokenHeader {
  readonly alg: string
  readonly kid?: string | undefined
}

/** Where the published keys come from. */
export interface PublishedKeys {
  readonly get: () => Promise<JSONWebKeySet>
  readonly refresh: () => Promise<JSONWebKeySet>
  readonly isUnderWay: () => boolean
}

interface ImportedKeys {
  readonly from: JSONWebKeySet
  readonly resolve: LocalJWKSet
  /** By algorithm and `kid`. What fits no key is not remembered, so that invented `kid`s take no room. */
  readonly found: Map<string, readonly CryptoKey[]>
}

/** A token without `kid` is tried with this many keys. */
const mostCandidates = 10

/**
 * Creates a provider's key set. A header that fits no known key fetches the keys anew at once, so that a rotation
 * passes; a budget bounds how often, so that tokens with invented `kid`s do not storm the provider. Whoever comes while
 * such a fetch is under way waits for it and costs nothing: after a rotation, all sign-ins of the moment pass.
 * @see OpenID Connect Core 1.0, section 10.1.1
 */
export function createKeySet(published: PublishedKeys, now: () => number): KeySet {
  const budget = createFetchBudget(now)
  let imported: ImportedKeys | undefined

  async function findIn(from: JSONWebKeySet, { alg, kid }: TokenHeader): Promise<readonly CryptoKey[]> {
    if (imported?.from !== from) imported = { from, resolve: createLocalJWKSet(from), found: new Map() }
    const { resolve, found } = imported
    // No name of an algorithm has a space in it.
    const name = kid === undefined ? alg : `${alg} ${kid}`
    const known = found.get(name)
    if (known !== undefined) return known
    const keys = await resolveCandidates(resolve, kid === undefined ? { alg } : { alg, kid })
    if (keys.length > 0) found.set(name, keys)
    return keys
  }

  return {
    findKnown: async (header) => findIn(await published.get(), header),
    async find(header) {
      const before = await published.get()
      const known = await findIn(before, header)
      if (known.length > 0) return known
      // Somebody else's look may have ended while we read.
      const mayLook = published.isUnderWay() || budget.take()
      const after = await (mayLook ? published.refresh() : published.get())
      return after === before ? known : findIn(after, header)
    },
  }
}

/** The keys that fit; one that cannot be imported fits nothing. */
async function resolveCandidates(
  resolve: LocalJWKSet,
  header: { readonly alg: string; readonly kid?: string },
): Promise<CryptoKey[]> {
  const keys: CryptoKey[] = []
  try {
    keys.push(await resolve(header))
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) return keys
    try {
      for await (const key of error) if (keys.push(key) >= mostCandidates) break
    } catch {
      // What was yielded until then is still good.
    }
  }
  return keys
}
