import type { Claims } from '@x/oidc-core'
import type { KeyFault, TryKeys } from './create-key-set.ts'
import { parseJws, parseJwsClaims, type UnverifiedJws } from './parse-jws.ts'
import { verifyWithKey } from './verify-with-key.ts'

/** What is wrong with a token, before its claims are looked at. */
export type BrokenJwsRule = 'grammar' | 'header' | 'alg' | 'crit' | 'key' | 'signature' | 'payload'

export type VerifiedJws =
  | { readonly ok: true; readonly header: Claims; readonly alg: string; readonly claims: Claims }
  | ({ readonly ok: false } & JwsFault)

export interface JwsFault {
  readonly rule: BrokenJwsRule
  readonly retryAfterSeconds?: KeyFault['retryAfterSeconds']
}

/**
 * Verifies a compact JWS of a provider.
 * @throws OidcError when the provider's keys cannot be had; a bad token is a verdict, not an error
 * @see RFC 7515, section 5.2; RFC 8725, sections 3.1 to 3.3
 */
export async function verifyJws(
  token: string,
  tryKeys: TryKeys,
  algorithms: readonly string[],
): Promise<VerifiedJws> {
  const jws = parseJws(token)
  if (typeof jws === 'string') return { ok: false, rule: jws }
  const rule = checkJwsHeader(jws, algorithms)
  if (rule !== undefined) return { ok: false, rule }
  const fault = await verifySignature(jws, tryKeys)
  if (fault !== undefined) return { ok: false, ...fault }
  const claims = parseJwsClaims(jws)
  return claims === undefined
    ? { ok: false, rule: 'payload' }
    : { ok: true, header: jws.header, alg: jws.alg, claims }
}

/** Checks what the header asks for; undefined when nothing is wrong with it. */
export function checkJwsHeader(
  jws: UnverifiedJws,
  algorithms: readonly string[],
): 'alg' | 'crit' | undefined {
  if (!algorithms.includes(jws.alg)) return 'alg'
  // We understand no extension, so any that must be understood is one too many (RFC 7515, section 4.1.11).
  return Object.hasOwn(jws.header, 'crit') ? 'crit' : undefined
}

/**
 * Verifies a signature by the algorithm that its header names, which must have been checked before. Nothing else in the
 * header but `kid` has a say in the choice of the key: `jwk`, `jku`, `x5u` and `x5c` are not looked at.
 * @returns undefined for a good one
 * @throws OidcError when the provider's keys cannot be had
 */
export function verifySignature(
  jws: UnverifiedJws,
  tryKeys: TryKeys,
  issuedAt?: number,
): Promise<KeyFault | undefined> {
  const { alg, kid } = jws
  return tryKeys({ alg, kid, issuedAt }, (key) => verifyWithKey(jws, key))
}
