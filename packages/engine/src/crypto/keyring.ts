import { base64url } from 'jose'

/** The keys of one secret: their public name and a key for each purpose. */
export interface SecretKeys {
  readonly kid: string
  readonly keys: Readonly<Record<SealPurpose, CryptoKey>>
}

export interface Keyring {
  /** The keys of the first secret. */
  readonly sealing: SecretKeys
  readonly byKid: ReadonlyMap<string, SecretKeys>
}

const encoder = new TextEncoder()
const kidBytes = 8

/** Derives every key of every secret. The keys are not extractable. */
export async function deriveKeyring(
  secrets: readonly [string, ...string[]],
  audience = '',
): Promise<Keyring> {
  const [first, ...others] = secrets
  const sealing = await deriveSecretKeys(first, audience)
  const byKid = new Map([[sealing.kid, sealing]])
  for (const secret of others) {
    const opening = await deriveSecretKeys(secret, audience)
    if (!byKid.has(opening.kid)) byKid.set(opening.kid, opening)
  }
  return { sealing, byKid }
}

async function deriveSecretKeys(secret: string, audience: string): Promise<SecretKeys> {
  const material = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, [
    'deriveBits',
    'deriveKey',
  ])
  const kid = await crypto.subtle.deriveBits(hkdf('kid', audience), material, kidBytes * 8)
  const entries = await Promise.all(
    sealPurposes.map(
      async (purpose) => [purpose, await derivePurposeKey(material, purpose, audience)] as const,
    ),
  )
  return {
    kid: base64url.encode(new Uint8Array(kid)),
    keys: Object.fromEntries(entries) as Record<SealPurpose, CryptoKey>,
  }
}

function derivePurposeKey(material: CryptoKey, purpose: SealPurpose, audience: string): Promise<CryptoKey> {
  const algorithm = { name: 'AES-GCM', length: 256 }
  return crypto.subtle.deriveKey(hkdf(`seal ${purpose}`, audience), material, algorithm, false, [
    'encrypt',
    'decrypt',
  ])
}

// A secret is long and random already, so HKDF needs no salt (RFC 5869, section 3.1); `info` keeps the keys apart.
function hkdf(use: string, audience: string): HkdfParams {
  return {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: encoder.encode(`@x/oidc-engine v1 ${use} ${audience}`),
  }
}

/**
 * What a value is sealed for. Each purpose has its own key, so that a value of one purpose never opens as another.
 * `dpop` is for the nonces of proofs. `logout` is for the raw ID Token and the logout state, which outlive the session until the
 * provider's sign-out.
 */
export type SealPurpose = 'session' | 'transaction' | 'denied' | 'logout' | 'dpop'

export const sealPurposes: readonly SealPurpose[] = ['session', 'transaction', 'denied', 'logout', 'dpop']
