import { isNestedTooDeep } from '@x/oidc-core'
import { andThen, type MaybePromise } from '../maybe-promise.ts'
import { defaultPorts, type Ports } from '../ports.ts'
import { deriveKeyring, type Keyring, type SealPurpose } from './keyring.ts'
import type { Bytes, RuntimeCrypto, SealingKey } from './runtime-crypto.ts'
import { runtimeCrypto } from './select-crypto.ts'
import {
  buildSealedType,
  encodeHeader,
  parseSealed,
  parseSealedHeader,
  type SealedParts,
} from './sealed-header.ts'
import { encodeBase64Url } from './base64url.ts'

export interface Sealer {
  /** Encrypts and authenticates a payload for one purpose and one cookie. Returns a JWE in compact form. */
  seal(purpose: SealPurpose, cookieName: string, payload: object): MaybePromise<string>

  /**
   * Opens a value that `seal` made for the same purpose and cookie name, with any of the secrets. Everything else returns
   * undefined. The payload is JSON.
   * @remarks The caller must check the expiry.
   */
  unseal(purpose: SealPurpose, cookieName: string, sealed: string): unknown

  /**
   * Whether the value names one of our keys. The first chunk is enough. It proves nothing, but it distinguishes a damaged cookie
   * of ours, which may be deleted, from a cookie of another application on the same host, which may not.
   */
  isOurs(sealed: string): MaybePromise<boolean>
}

export interface SealerOptions {
  /** The owner of the cookies: a value sealed for one audience opens for no other, with the same secret. @default '' */
  readonly audience?: string
  /** Cryptographically strong random bytes, for initialisation vectors. */
  readonly random?: Ports['random']
  /** @default that of the runtime */
  readonly crypto?: RuntimeCrypto
}

/**
 * Creates a sealer. It seals with the first secret and opens with all; each secret is random and at least 32 bytes long. A result
 * is a promise only if the runtime's cryptography returns promises.
 */
export function createSealer(secrets: readonly [string, ...string[]], options: SealerOptions = {}): Sealer {
  const { audience = '', random = defaultPorts.random, crypto = runtimeCrypto } = options
  let derived: Keyring | undefined

  // The keys are stored, never their promise: on workerd a request must not wait for the promise of another request.
  function withKeyring<Result>(use: (keyring: Keyring) => MaybePromise<Result>): MaybePromise<Result> {
    if (derived !== undefined) return use(derived)
    return andThen(deriveKeyring(secrets, audience, crypto), (keyring) => use((derived ??= keyring)))
  }

  return {
    seal: (purpose, cookieName, payload) =>
      withKeyring(({ sealing: { kid, keys } }) =>
        sealPayload(
          keys[purpose],
          random(12) as Bytes,
          encodeHeader({ kid, typ: buildSealedType(purpose, cookieName) }),
          payload,
        ),
      ),

    unseal(purpose, cookieName, sealed) {
      const parts = parseSealed(sealed)
      if (parts === undefined) return undefined
      return withKeyring(({ byKid }) => {
        const key = byKid.get(parts.header.kid)?.keys[purpose]
        if (key === undefined) return undefined
        return andThen(openSealed(parts, key), (plaintext) =>
          // The header is compared after opening, because it is authentic only then.
          plaintext === undefined || parts.header.typ !== buildSealedType(purpose, cookieName)
            ? undefined
            : parsePayload(plaintext),
        )
      })
    },

    isOurs(sealed) {
      const header = parseSealedHeader(sealed)
      return header !== undefined && withKeyring(({ byKid }) => byKid.has(header.kid))
    },
  }
}

const decoder = new TextDecoder()

function parsePayload(plaintext: Uint8Array): unknown {
  const text = decoder.decode(plaintext)
  if (isNestedTooDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    // Sealed with our key, but not by this library: treated as foreign.
    return undefined
  }
}

const encoder = new TextEncoder()

/**
 * Builds the JWE of a direct key with AES-256-GCM.
 * @see RFC 7516, section 5.1, and RFC 7518, section 5.3
 */
function sealPayload(key: SealingKey, iv: Bytes, header: string, payload: object): MaybePromise<string> {
  const sealed = key.seal(iv, encoder.encode(header), encoder.encode(JSON.stringify(payload)))
  return andThen(
    sealed,
    ({ ciphertext, tag }) =>
      `${header}..${encodeBase64Url(iv)}.${encodeBase64Url(ciphertext)}.${encodeBase64Url(tag)}`,
  )
}

/**
 * Opens the JWE of a direct key with AES-256-GCM; undefined when it was changed or sealed with another key. The grammar was
 * checked before: see `parseSealed`.
 * @see RFC 7516, section 5.2, and RFC 7518, section 5.3
 */
function openSealed(
  { header, iv, ciphertext, tag }: SealedParts,
  key: SealingKey,
): MaybePromise<Bytes | undefined> {
  return key.open({ iv, additionalData: header.bytes, ciphertext, tag })
}
