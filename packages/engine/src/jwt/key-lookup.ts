import { createLocalJWKSet, type CryptoKey, errors, type JSONWebKeySet, type LocalJWKSet } from 'jose'

/**
 * Tries the keys that may have signed a token with this header: undefined when one fits.
 * @throws OidcError `provider_unavailable`, `provider_response_invalid`
 */
export type TryKeys = (header: TokenHeader, fits: FitsKey) => Promise<KeyFault | undefined>

export type FitsKey = (key: CryptoKey) => Promise<boolean>

export interface KeyFault {
  /** `key`: no key has its `alg` and `kid`. `signature`: one has, and does not verify it. */
  readonly rule: 'key' | 'signature'
  /** There may be a newer key, which could not be fetched: in how many seconds it can. */
  readonly retryAfterSeconds?: number
}

export interface TokenHeader {
  readonly alg: string
  readonly kid?: string | undefined
  /** NumericDate of when a token says that it was issued. Foreign tokens say what they like. */
  readonly issuedAt?: number | undefined
}

/** Tries the keys of one set. */
export type KeyLookup = (set: JSONWebKeySet, ...[header, fits]: Parameters<TryKeys>) => ReturnType<TryKeys>

interface ImportedKeys {
  readonly set: JSONWebKeySet
  readonly resolve: LocalJWKSet
  /** By algorithm and `kid`. It holds what fits a key of the set, so that invented `kid`s take no room. */
  readonly found: Map<string, readonly CryptoKey[]>
}

/** A token without `kid` is tried with this many keys. */
const maxCandidates = 10

/** Creates the look-up of keys by `alg` and `kid`. It keeps the imported keys of the set that was used last. */
export function createKeyLookup(): KeyLookup {
  let imported: ImportedKeys | undefined

  async function findIn(set: JSONWebKeySet, { alg, kid }: TokenHeader): Promise<readonly CryptoKey[]> {
    if (imported?.set !== set) imported = { set, resolve: createLocalJWKSet(set), found: new Map() }
    const { resolve, found } = imported
    const name = nameOf({ alg, kid })
    const known = found.get(name)
    if (known !== undefined) return known
    const keys = await resolveCandidates(resolve, kid === undefined ? { alg } : { alg, kid })
    if (keys.length > 0) found.set(name, keys)
    return keys
  }

  return async (set, header, fits) => {
    const candidates = await findIn(set, header)
    for (const key of candidates) if (await fits(key)) return undefined
    return { rule: candidates.length === 0 ? 'key' : 'signature' }
  }
}

/** No name of an algorithm has a space in it. */
export function nameOf({ alg, kid }: TokenHeader): string {
  return kid === undefined ? alg : `${alg} ${kid}`
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
      for await (const key of error) if (keys.push(key) >= maxCandidates) break
    } catch {
      // What was yielded until then is still good.
    }
  }
  return keys
}
