import type { CryptoKey } from 'jose'
import { convertToDer } from './ecdsa-der.ts'
import type { Bytes, GcmBox, HashName, RuntimeCrypto, SignatureCheck } from './runtime-crypto.ts'

/** The parts of `node:crypto` that are used. It is not imported: other runtimes and bundlers do not have it. */
export interface NodeCryptoModule {
  readonly createHash: (name: string) => NodeHash
  readonly hkdfSync: (hash: string, secret: Bytes, salt: Bytes, info: Bytes, length: number) => ArrayBuffer
  readonly createSecretKey: (key: Bytes) => NodeKey
  readonly createCipheriv: (name: string, key: NodeKey, iv: Bytes, options: object) => NodeCipher
  readonly createDecipheriv: (name: string, key: NodeKey, iv: Bytes, options: object) => NodeDecipher
  readonly KeyObject: { readonly from: (key: CryptoKey) => NodeKey }
  readonly verify: (hash: string | null, data: Bytes, key: object, signature: Bytes) => boolean
  readonly constants: { readonly RSA_PKCS1_PSS_PADDING: number }
}

interface NodeKey {
  readonly type: string
}

interface NodeHash {
  update(data: Bytes): NodeHash
  digest(): Bytes
}

interface NodeCipher {
  setAAD(data: Bytes): unknown
  update(data: Bytes): Bytes
  final(): Bytes
  getAuthTag(): Bytes
}

type NodeDecipher = Omit<NodeCipher, 'getAuthTag'> & { setAuthTag(tag: Bytes): unknown }

interface Surroundings {
  readonly navigator?: { readonly userAgent?: string } | null
  readonly process?: {
    readonly version?: string
    readonly getBuiltinModule?: (name: string) => unknown
  }
  readonly WebSocketPair?: unknown
}

/**
 * Finds `node:crypto` on Node and Bun, by a list of names of runtimes. workerd also has a module of this name, but it fails with
 * key objects for ES256 and PS256. Node 20 has no `navigator`.
 */
export function findNodeModule(surroundings = globalThis as Surroundings): NodeCryptoModule | undefined {
  const { navigator, process, WebSocketPair } = surroundings
  const isListed =
    navigator === undefined
      ? WebSocketPair === undefined && /^v20\./u.test(process?.version ?? '')
      : /^(?:Node\.js|Bun)\/\d/u.test(navigator?.userAgent ?? '')
  try {
    return isListed ? (process?.getBuiltinModule?.('node:crypto') as NodeCryptoModule | undefined) : undefined
  } catch {
    // This build of Node has no cryptography, or a permission is missing.
    return undefined
  }
}

const noSalt = new Uint8Array()
const tagLength = 16

/** Options without a prototype: `node:crypto` would read an absent one from a polluted `Object.prototype`. */
const gcmOptions = buildOptions({ authTagLength: tagLength })

/** Cryptography by `node:crypto`. No result is a promise. */
export function createNodeCrypto(node: NodeCryptoModule) {
  const convertKey = createKeyConversion(node)

  const deriveBits = (secret: Bytes, info: Bytes, length: number): Bytes =>
    new Uint8Array(node.hkdfSync('sha256', secret, noSalt, info, length))

  return {
    digest: (hash: HashName, data: Bytes): Bytes => node.createHash(nameOf(hash)).update(data).digest(),
    deriveBits,

    deriveSealingKey(secret: Bytes, info: Bytes) {
      const key = node.createSecretKey(deriveBits(secret, info, 32))
      return {
        seal(iv: Bytes, additionalData: Bytes, plaintext: Bytes): GcmBox {
          const cipher = node.createCipheriv('aes-256-gcm', key, iv, gcmOptions)
          cipher.setAAD(additionalData)
          const ciphertext = cipher.update(plaintext)
          // The mode needs no padding, so the last call returns no bytes.
          cipher.final()
          return { iv, additionalData, ciphertext, tag: cipher.getAuthTag() }
        },
        open({ iv, additionalData, ciphertext, tag }: GcmBox): Bytes | undefined {
          // The module of workerd ignores `authTagLength` and accepts tags of four bytes.
          if (tag.length !== tagLength) return undefined
          try {
            const decipher = node.createDecipheriv('aes-256-gcm', key, iv, gcmOptions)
            decipher.setAAD(additionalData)
            decipher.setAuthTag(tag)
            const plaintext = decipher.update(ciphertext)
            // It throws if the tag is wrong. The plaintext must not be used before this call.
            decipher.final()
            return plaintext
          } catch {
            return undefined
          }
        },
      }
    },

    verify(check: SignatureCheck): boolean {
      const { algorithm, signature, signed } = check
      const { hash, signatureLength = signature.length } = algorithm
      if (signature.length !== signatureLength) return false
      try {
        const given = algorithm.name === 'ECDSA' ? convertToDer(signature) : signature
        return node.verify(hash === undefined ? null : nameOf(hash), signed, convertKey(check), given)
      } catch {
        return false
      }
    },
  } satisfies RuntimeCrypto
}

export type NodeCrypto = ReturnType<typeof createNodeCrypto>

/**
 * Converts each key once for each algorithm. Node 24 takes twice as long with options, and only RSA-PSS needs options. ECDSA
 * signatures are therefore converted to DER, the default format without options.
 */
function createKeyConversion(node: NodeCryptoModule): (check: SignatureCheck) => object {
  const converted = new WeakMap<CryptoKey, Map<string, object>>()
  const convert = ({ algorithm: { name, saltLength }, key }: SignatureCheck): object => {
    const own = node.KeyObject.from(key)
    if (name !== 'RSA-PSS') return own
    return buildOptions({ key: own, padding: node.constants.RSA_PKCS1_PSS_PADDING, saltLength })
  }
  return (check) => {
    const byAlgorithm = converted.get(check.key) ?? new Map<string, object>()
    if (byAlgorithm.size === 0) converted.set(check.key, byAlgorithm)
    const { alg } = check.algorithm
    const known = byAlgorithm.get(alg) ?? convert(check)
    byAlgorithm.set(alg, known)
    return known
  }
}

function buildOptions(options: object): object {
  return Object.freeze(Object.assign(Object.create(null) as object, options))
}

function nameOf(hash: HashName): string {
  return hash.replace('-', '').toLowerCase()
}
