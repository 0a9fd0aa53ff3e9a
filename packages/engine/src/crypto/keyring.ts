import { andThen, isPromise, type MaybePromise } from '../maybe-promise.ts'
import { encodeBase64Url } from './base64url.ts'
import type { Bytes, RuntimeCrypto, SealingKey } from './runtime-crypto.ts'
import { runtimeCrypto } from './select-crypto.ts'

/** The keys of one secret: their public name and a key for each purpose. */
export interface SecretKeys {
  readonly kid: string
  readonly keys: Readonly<Record<SealPurpose, SealingKey>>
}

export interface Keyring {
  /** The keys of the first secret. */
  readonly sealing: SecretKeys
  readonly byKid: ReadonlyMap<string, SecretKeys>
}

const encoder = new TextEncoder()
const kidBytes = 8

/** Derives every key of every secret. */
export function deriveKeyring(
  secrets: readonly [string, ...string[]],
  audience = '',
  crypto: RuntimeCrypto = runtimeCrypto,
): MaybePromise<Keyring> {
  const derived = settleAll(secrets.map((secret) => deriveSecretKeys(secret, audience, crypto)))
  return andThen(derived, (all) => {
    const [sealing] = all as [SecretKeys]
    const byKid = new Map<string, SecretKeys>()
    for (const keys of all) if (!byKid.has(keys.kid)) byKid.set(keys.kid, keys)
    return { sealing, byKid }
  })
}

function deriveSecretKeys(secret: string, audience: string, crypto: RuntimeCrypto): MaybePromise<SecretKeys> {
  const material = encoder.encode(secret)
  // A secret is long and random already, so HKDF needs no salt (RFC 5869, section 3.1); `info` keeps the keys apart.
  const describe = (use: string): Bytes => encoder.encode(`@x/oidc-engine v1 ${use} ${audience}`)
  const derived = settleAll(
    sealPurposes.map((purpose) =>
      andThen(
        crypto.deriveSealingKey(material, describe(`seal ${purpose}`)),
        (key) => [purpose, key] as const,
      ),
    ),
  )
  return andThen(derived, (entries) =>
    andThen(crypto.deriveBits(material, describe('kid'), kidBytes), (kid) => ({
      kid: encodeBase64Url(kid),
      keys: Object.fromEntries(entries) as Record<SealPurpose, SealingKey>,
    })),
  )
}

function settleAll<Value>(values: readonly MaybePromise<Value>[]): MaybePromise<readonly Value[]> {
  return values.some((value) => isPromise(value)) ? Promise.all(values) : (values as readonly Value[])
}

/**
 * The purpose for which a value is sealed. Each purpose has its own key, so that a value of one purpose never opens as another.
 * `tokens` is for the tokens of a session, and `stored` for a session in a store. `dpop` is for the nonces of proofs. `logout` is for the raw ID Token and the logout state, which outlive the session until the
 * provider's sign-out.
 */
export type SealPurpose = (typeof sealPurposes)[number]

export const sealPurposes = [
  ...(['session', 'tokens', 'stored', 'transaction', 'answered', 'denied', 'logout', 'dpop'] as const),
] as const
