import { base64url } from 'jose'
import { encodeBase64Url } from './base64url.ts'

/**
 * Computes the `at_hash` of an access token: the left half of its hash, by the hash that the ID Token's `alg` uses.
 * @see OpenID Connect Core 1.0, section 3.1.3.6
 */
export async function computeTokenHash(accessToken: string, alg: string): Promise<string> {
  // Ed25519 hashes with SHA-512 (RFC 8032, section 5.1).
  const bits = alg.startsWith('Ed') ? '512' : alg.slice(-3)
  const hash = new Uint8Array(
    await crypto.subtle.digest(`SHA-${bits}`, new TextEncoder().encode(accessToken)),
  )
  return base64url.encode(hash.subarray(0, hash.length / 2))
}

/** Computes the cache key of a token that is looked up: the SHA-256 of the whole token. */
export async function computeTokenKey(token: string): Promise<string> {
  return encodeBase64Url(
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))),
  )
}
