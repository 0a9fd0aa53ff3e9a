import { andThen, type MaybePromise } from '../maybe-promise.ts'
import type { CryptoKey, JSONWebKeySet } from 'jose'
import type { ImportKeys } from './import-keys.ts'

/**
 * Tries the keys that may have signed a token with this header: undefined if one of them verifies it.
 * @throws OidcError `provider_unavailable`, `provider_response_invalid`
 */
export type TryKeys = (header: TokenHeader, fits: FitsKey) => MaybePromise<KeyFault | undefined>

/** @param isFirst whether this is the first key that is tried for the token */
export type FitsKey = (key: CryptoKey, isFirst: boolean) => MaybePromise<boolean>

export interface KeyFault {
  /** `key`: no key has its `alg` and `kid`. `signature`: such a key exists, but does not verify it. */
  readonly rule: 'key' | 'signature'
  /** There may be a newer key that cannot be fetched now. The value is the seconds until it can be fetched. */
  readonly retryAfterSeconds?: number
}

export interface TokenHeader {
  readonly alg: string
  readonly kid?: string | undefined
  /** NumericDate: the token's `iat`. A foreign token may have any value. */
  readonly issuedAt?: number | undefined
}

/** Tries the keys of one set. */
export type KeyLookup = (set: JSONWebKeySet, ...[header, fits]: Parameters<TryKeys>) => ReturnType<TryKeys>

interface ImportedKeys {
  readonly set: JSONWebKeySet
  readonly importKeys: Promise<ImportKeys>
  /** The imported keys, by algorithm and `kid`. Only keys of the set have entries, so invented `kid`s take no memory. */
  readonly found: Map<string, readonly CryptoKey[]>
}

/**
 * Creates the lookup of keys by `alg` and `kid`. It caches the imported keys of the set that was used last. The code that imports
 * keys is loaded with the first token, so that applications start fast.
 */
export function createKeyLookup(): KeyLookup {
  let imported: ImportedKeys | undefined

  function findIn(set: JSONWebKeySet, { alg, kid }: TokenHeader): MaybePromise<readonly CryptoKey[]> {
    if (imported?.set !== set) imported = { set, importKeys: loadImportKeys(set), found: new Map() }
    const { importKeys, found } = imported
    const name = nameOf({ alg, kid })
    const cached = found.get(name)
    if (cached !== undefined) return cached
    return importKeys
      .then((importAll) => importAll(kid === undefined ? { alg } : { alg, kid }))
      .then((keys) => {
        if (keys.length > 0) found.set(name, keys)
        return keys
      })
  }

  return (set, header, fits) =>
    andThen(findIn(set, header), ([first, ...others]) => {
      if (first === undefined) return { rule: 'key' }
      return andThen(fits(first, true), (isFit) => (isFit ? undefined : tryOthers(others, fits)))
    })
}

async function tryOthers(keys: readonly CryptoKey[], fits: FitsKey): Promise<KeyFault | undefined> {
  for (const key of keys) if (await fits(key, false)) return undefined
  return { rule: 'signature' }
}

/** A space separates the two, because names of algorithms contain no space. */
export function nameOf({ alg, kid }: TokenHeader): string {
  return kid === undefined ? alg : `${alg} ${kid}`
}

async function loadImportKeys(set: JSONWebKeySet): Promise<ImportKeys> {
  const { createImportKeys } = await import('./import-keys.ts')
  return createImportKeys(set)
}
