import { isNestedTooDeep } from '@x/oidc-core'
import { CompactEncrypt } from 'jose'
import { freezeDeeply } from '../json/freeze-deeply.ts'
import { deriveKeyring, type Keyring, type SealPurpose } from './keyring.ts'
import { buildProtectedHeader, buildSealedType, parseSealed, parseSealedHeader } from './sealed-header.ts'
import { decodeBase64Url } from './base64url.ts'

export interface Sealer {
  /** Encrypts and authenticates a payload for one purpose and one cookie. Returns a JWE in compact form. */
  seal(purpose: SealPurpose, cookieName: string, payload: object): Promise<string>

  /**
   * Opens a value that `seal` made for the same purpose and cookie name, with any of the secrets. Everything else returns
   * undefined. The payload is JSON, deeply frozen.
   * @remarks The caller must check the expiry.
   */
  unseal(purpose: SealPurpose, cookieName: string, sealed: string): Promise<unknown>

  /**
   * Whether the value names one of our keys. The first chunk is enough. It proves nothing, but it distinguishes a damaged cookie
   * of ours, which may be deleted, from a cookie of another application on the same host, which may not.
   */
  isOurs(sealed: string): Promise<boolean>
}

export interface SealerOptions {
  /** The owner of the cookies: a value sealed for one audience opens for no other, with the same secret. @default '' */
  readonly audience?: string
}

/** Creates a sealer. It seals with the first secret and opens with all; each is random and at least 32 bytes long. */
export function createSealer(secrets: readonly [string, ...string[]], options: SealerOptions = {}): Sealer {
  let derived: Keyring | undefined

  // The keys are stored, never their promise: on workerd a request must not wait for the promise of another request.
  async function keyring(): Promise<Keyring> {
    derived ??= await deriveKeyring(secrets, options.audience ?? '')
    return derived
  }

  return {
    async seal(purpose, cookieName, payload) {
      const { kid, keys } = (await keyring()).sealing
      return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(payload)))
        .setProtectedHeader(buildProtectedHeader({ kid, typ: buildSealedType(purpose, cookieName) }))
        .encrypt(keys[purpose])
    },

    async unseal(purpose, cookieName, sealed) {
      const typ = buildSealedType(purpose, cookieName)
      const header = parseSealed(sealed)
      if (header === undefined) return undefined
      const key = (await keyring()).byKid.get(header.kid)?.keys[purpose]
      if (key === undefined) return undefined

      const plaintext = await openSealed(sealed, key)
      // Compared after opening, when the header is authentic.
      if (plaintext === undefined || header.typ !== typ) return undefined
      return freezeDeeply(parsePayload(plaintext))
    },

    async isOurs(sealed) {
      const header = parseSealedHeader(sealed)
      return header !== undefined && (await keyring()).byKid.has(header.kid)
    },
  }
}

const decoder = new TextDecoder()

function parsePayload(plaintext: ArrayBuffer): unknown {
  const text = decoder.decode(plaintext)
  if (isNestedTooDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    // Sealed with our key, but not by this library: treated as foreign.
    return undefined
  }
}

// Where the parts of a JWE in compact form begin and end, by the grammar that `parseSealed` checks.
const ivLength = 16
const tagLength = 22

const encoder = new TextEncoder()

/**
 * Opens the JWE of a direct key with AES-256-GCM; undefined when it was changed or sealed with another key. The grammar was
 * checked before: see `parseSealed`.
 * @see RFC 7516, section 5.2, and RFC 7518, section 5.3
 */
async function openSealed(sealed: string, key: CryptoKey): Promise<ArrayBuffer | undefined> {
  const header = sealed.slice(0, sealed.indexOf('.'))
  const ivAt = header.length + '..'.length
  const ciphertextAt = ivAt + ivLength + '.'.length
  const tagAt = sealed.length - tagLength
  const algorithm = {
    name: 'AES-GCM',
    iv: decodeBase64Url(sealed.slice(ivAt, ivAt + ivLength)),
    additionalData: encoder.encode(header),
    tagLength: 128,
  }
  const ciphertext = decodeBase64Url(sealed.slice(ciphertextAt, tagAt - '.'.length))
  const tag = decodeBase64Url(sealed.slice(tagAt))
  const both = new Uint8Array(ciphertext.length + tag.length)
  both.set(ciphertext)
  both.set(tag, ciphertext.length)
  try {
    return await crypto.subtle.decrypt(algorithm, key, both)
  } catch {
    return undefined
  }
}
