import type { CryptoKey } from 'jose'
import type { MaybePromise } from '../maybe-promise.ts'

export type Bytes = Uint8Array<ArrayBuffer>

export type HashName = 'SHA-256' | 'SHA-384' | 'SHA-512'

/** The cryptography of the runtime. A result is a promise only where the runtime cannot answer at once. */
export interface RuntimeCrypto {
  readonly digest: (hash: HashName, data: Bytes) => MaybePromise<Bytes>
  /** HKDF with SHA-256 and no salt (RFC 5869). */
  readonly deriveBits: (secret: Bytes, info: Bytes, length: number) => MaybePromise<Bytes>
  /** A key for AES-256-GCM, by HKDF. It cannot be exported where the runtime can prevent it. */
  readonly deriveSealingKey: (secret: Bytes, info: Bytes) => MaybePromise<SealingKey>
  /** Verifies a signature. Never throws or rejects: after an error of the runtime, the signature counts as not verified. */
  readonly verify: (check: SignatureCheck) => MaybePromise<boolean>
}

/** AES-256-GCM with a tag of 128 bits (RFC 7518, section 5.3). */
export interface SealingKey {
  readonly seal: (iv: Bytes, additionalData: Bytes, plaintext: Bytes) => MaybePromise<GcmBox>
  /** Returns undefined if any byte was changed, if another key sealed the value, or if the tag does not have 16 bytes. */
  readonly open: (box: GcmBox) => MaybePromise<Bytes | undefined>
}

/** A sealed text. */
export interface GcmBox {
  /** 12 bytes. */
  readonly iv: Bytes
  readonly additionalData: Bytes
  readonly ciphertext: Bytes
  /** 16 bytes. */
  readonly tag: Bytes
}

export interface SignatureCheck {
  readonly algorithm: SignatureAlgorithm
  /** A public key that fits the algorithm. The caller has checked this. */
  readonly key: CryptoKey
  readonly signature: Bytes
  readonly signed: Bytes
}

/** The parameters of WebCrypto for an algorithm. */
export interface SignatureAlgorithm {
  readonly alg: string
  readonly name: string
  readonly hash?: HashName
  readonly saltLength?: number
  readonly namedCurve?: string
  /** Bytes of an ECDSA signature. */
  readonly signatureLength?: number
}
