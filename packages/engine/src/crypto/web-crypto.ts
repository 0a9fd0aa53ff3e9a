import type { RuntimeCrypto, SealingKey } from './runtime-crypto.ts'

/** WebCrypto, which every runtime has. Each operation returns a promise. On Node, it runs in another thread. */
export const webCrypto: RuntimeCrypto = {
  digest: async (hash, data) => new Uint8Array(await crypto.subtle.digest(hash, data)),

  async deriveBits(secret, info, length) {
    const material = await importSecret(secret)
    return new Uint8Array(await crypto.subtle.deriveBits(hkdf(info), material, length * 8))
  },

  async deriveSealingKey(secret, info) {
    const algorithm = { name: 'AES-GCM', length: 256 }
    const material = await importSecret(secret)
    return createSealingKey(
      await crypto.subtle.deriveKey(hkdf(info), material, algorithm, false, ['encrypt', 'decrypt']),
    )
  },

  async verify({ algorithm, key, signature, signed }) {
    try {
      return await crypto.subtle.verify(algorithm, key, signature, signed)
    } catch {
      return false
    }
  },
}

function importSecret(secret: BufferSource): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits', 'deriveKey'])
}

function hkdf(info: BufferSource): HkdfParams {
  return { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }
}

const tagBytes = 16

function createSealingKey(key: CryptoKey): SealingKey {
  return {
    async seal(iv, additionalData, plaintext) {
      const both = new Uint8Array(await crypto.subtle.encrypt(gcm(iv, additionalData), key, plaintext))
      const tagAt = both.length - tagBytes
      return { iv, additionalData, ciphertext: both.slice(0, tagAt), tag: both.slice(tagAt) }
    },
    async open({ iv, additionalData, ciphertext, tag }) {
      // WebCrypto gets ciphertext and tag as one value, so it could not detect a tag of another length.
      if (tag.length !== tagBytes) return undefined
      const both = new Uint8Array(ciphertext.length + tag.length)
      both.set(ciphertext)
      both.set(tag, ciphertext.length)
      try {
        return new Uint8Array(await crypto.subtle.decrypt(gcm(iv, additionalData), key, both))
      } catch {
        return undefined
      }
    },
  }
}

function gcm(iv: BufferSource, additionalData: BufferSource): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData, tagLength: tagBytes * 8 }
}
