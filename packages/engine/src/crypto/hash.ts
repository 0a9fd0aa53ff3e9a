import { andThen, type MaybePromise } from '../maybe-promise.ts'
import { encodeBase64Url } from './base64url.ts'
import type { HashName } from './runtime-crypto.ts'
import { runtimeCrypto } from './select-crypto.ts'

const encoder = new TextEncoder()

/**
 * Computes the `at_hash` of an access token: the left half of its hash, by the hash that the ID Token's `alg` uses.
 * @see OpenID Connect Core 1.0, section 3.1.3.6
 */
export function computeTokenHash(accessToken: string, alg: string): MaybePromise<string> {
  // Ed25519 hashes with SHA-512 (RFC 8032, section 5.1).
  const hash = `SHA-${alg.startsWith('Ed') ? '512' : alg.slice(-3)}` as HashName
  return andThen(runtimeCrypto.digest(hash, encoder.encode(accessToken)), (digest) =>
    encodeBase64Url(digest.subarray(0, digest.length / 2)),
  )
}

/** Computes the SHA-256 of a text, e.g. the cache key of a token that is looked up. */
export function computeSha256(text: string): MaybePromise<string> {
  return computeSha256OfBytes(encoder.encode(text))
}

/** Computes the SHA-256 of bytes. */
export function computeSha256OfBytes(bytes: Uint8Array<ArrayBuffer>): MaybePromise<string> {
  return andThen(runtimeCrypto.digest('SHA-256', bytes), encodeBase64Url)
}
