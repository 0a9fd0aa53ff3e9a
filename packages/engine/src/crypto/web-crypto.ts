import type { GcmText, RuntimeCrypto, SealingKey } from './runtime-crypto.ts'

/** WebCrypto, which every runtime has. Each operation is a promise, on Node a trip to another thread. */
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

function createSealingKey(key: CryptoKey): SealingKey {
  return {
    seal: async (text) => new Uint8Array(await crypto.subtle.encrypt(gcm(text), key, text.data)),
    async open(text) {
      try {
        return new Uint8Array(await crypto.subtle.decrypt(gcm(text), key, text.data))
      } catch {
        return undefined
      }
    },
  }
}

function gcm({ iv, additionalData }: GcmText): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData, tagLength: 128 }
}
