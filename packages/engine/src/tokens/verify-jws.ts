import { hasDuplicateMember, splitCompactJws, type Claims } from '@x/oidc-core'
import { base64url, compactVerify, errors, type CryptoKey } from 'jose'
import * as v from 'valibot'
import type { KeySet } from './create-key-set.ts'

/** What is wrong with a token, before its claims are looked at. */
export type BrokenJwsRule = 'grammar' | 'header' | 'alg' | 'crit' | 'key' | 'signature' | 'payload'

export type VerifiedJws =
  | { readonly ok: true; readonly header: Claims; readonly alg: string; readonly claims: Claims }
  | { readonly ok: false; readonly rule: BrokenJwsRule }

const keyHeader = v.object({ alg: v.string(), kid: v.optional(v.string()) })

/**
 * Verifies a compact JWS of a provider. Nothing in the header but `alg` and `kid` has a say in the choice of the key:
 * `jwk`, `jku`, `x5u` and `x5c` are not looked at.
 * @throws OidcError when the provider's keys cannot be had; a bad token is a verdict, not an error
 * @see RFC 7515, section 5.2; RFC 8725, sections 3.1 to 3.3
 */
export async function verifyJws(
  token: string,
  findKeys: KeySet['find'],
  algorithms: readonly string[],
): Promise<VerifiedJws> {
  const segments = splitCompactJws(token)
  if (segments === undefined) return { ok: false, rule: 'grammar' }
  const header = parseJsonObject(base64url.decode(segments.header))
  if (header === undefined || !v.is(keyHeader, header)) return { ok: false, rule: 'header' }
  const { alg, kid } = header
  if (!algorithms.includes(alg)) return { ok: false, rule: 'alg' }
  // We understand no extension, so any that must be understood is one too many (RFC 7515, section 4.1.11).
  if (Object.hasOwn(header, 'crit')) return { ok: false, rule: 'crit' }

  const candidates = await findKeys({ alg, kid })
  if (candidates.length === 0) return { ok: false, rule: 'key' }
  for (const key of candidates) {
    const payload = await openWith(token, key, algorithms)
    if (payload === undefined) continue
    const claims = parseJsonObject(payload)
    return claims === undefined ? { ok: false, rule: 'payload' } : { ok: true, header, alg, claims }
  }
  return { ok: false, rule: 'signature' }
}

async function openWith(
  token: string,
  key: CryptoKey,
  algorithms: readonly string[],
): Promise<Uint8Array | undefined> {
  try {
    return (await compactVerify(token, key, { algorithms: [...algorithms] })).payload
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
    throw error
  }
}

/** undefined for what is not UTF-8, not JSON, not an object, or names a member twice. */
function parseJsonObject(bytes: Uint8Array): Claims | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && !hasDuplicateMember(text) ? (value as Claims) : undefined
  } catch {
    // Not the JSON of a token, and there is no more to say about it.
    return undefined
  }
}
