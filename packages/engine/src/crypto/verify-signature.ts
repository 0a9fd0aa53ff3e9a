import type { CryptoKey } from 'jose'
import type { MaybePromise } from '../maybe-promise.ts'
import { decodeBase64Url } from './base64url.ts'
import type { RuntimeCrypto, SignatureAlgorithm } from './runtime-crypto.ts'
import { runtimeCrypto } from './select-crypto.ts'
import { webCrypto } from './web-crypto.ts'

/** A compact JWS: the algorithm that its header names, and its signature, still encoded. */
export interface SignedToken {
  readonly token: string
  readonly alg: string
  readonly signature: string
}

/** The JWK members that a key of any of the algorithms may have. */
interface KeyAlgorithm {
  readonly name: string
  readonly hash?: { readonly name: string }
  readonly namedCurve?: string
  readonly modulusLength?: number
}

/**
 * Contains exactly the algorithms of `signingAlgorithms`. The salt of PS* has the length of its hash.
 * @see RFC 7518, sections 3.3 to 3.5; RFC 8037, section 3.1
 */
const algorithms: ReadonlyMap<string, SignatureAlgorithm> = new Map(
  (
    [
      { alg: 'RS256', name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
      { alg: 'RS384', name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' },
      { alg: 'RS512', name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' },
      { alg: 'PS256', name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32 },
      { alg: 'PS384', name: 'RSA-PSS', hash: 'SHA-384', saltLength: 48 },
      { alg: 'PS512', name: 'RSA-PSS', hash: 'SHA-512', saltLength: 64 },
      { alg: 'ES256', name: 'ECDSA', hash: 'SHA-256', namedCurve: 'P-256', signatureLength: 64 },
      { alg: 'ES384', name: 'ECDSA', hash: 'SHA-384', namedCurve: 'P-384', signatureLength: 96 },
      { alg: 'ES512', name: 'ECDSA', hash: 'SHA-512', namedCurve: 'P-521', signatureLength: 132 },
      { alg: 'EdDSA', name: 'Ed25519' },
      { alg: 'Ed25519', name: 'Ed25519' },
    ] satisfies SignatureAlgorithm[]
  ).map((algorithm) => [algorithm.alg, algorithm]),
)

const minModulusLength = 2048

const encoder = new TextEncoder()

/**
 * Verifies the signature of a JWS with one key, only by the algorithm that its header names, even if the key fits another
 * algorithm. Grammar and header must have been checked before: see `parseJws` and `checkJwsHeader`. Never rejects.
 * @see RFC 7515, section 5.2; RFC 8725, sections 3.1 and 3.2
 */
export function verifyWithKey(
  { token, alg, signature }: SignedToken,
  key: CryptoKey,
  crypto: RuntimeCrypto = runtimeCrypto,
): MaybePromise<boolean> {
  const algorithm = algorithms.get(alg)
  const cost = algorithm && findCost(algorithm, key)
  if (algorithm === undefined || cost === undefined) return false
  return (cost === 'slow' ? webCrypto : crypto).verify({
    algorithm,
    key,
    signature: decodeBase64Url(signature),
    signed: encoder.encode(token.slice(0, -(signature.length + '.'.length))),
  })
}

/** Whether a verification may block the event loop. The slow ones take longer than WebCrypto's trip to another thread. */
type Cost = 'quick' | 'slow'

/** With P-384 and P-521 a verification takes ten to thirty times as long as with P-256. */
const slowCurves: readonly (string | undefined)[] = ['P-384', 'P-521']
const mostQuickBits = 4096

/** For each key, the algorithm that it fits. This is cached, because reading a member of a key takes Node microseconds. */
const found = new WeakMap<CryptoKey, { readonly algorithm: SignatureAlgorithm; readonly cost: Cost }>()

/** The cost of a verification; undefined if the key is not for the algorithm. */
function findCost(algorithm: SignatureAlgorithm, key: CryptoKey): Cost | undefined {
  const known = found.get(key)
  if (known?.algorithm === algorithm) return known.cost
  if (!isKeyFor(algorithm, key)) return undefined
  const { modulusLength = 0 }: KeyAlgorithm = key.algorithm
  const cost = slowCurves.includes(algorithm.namedCurve) || modulusLength > mostQuickBits ? 'slow' : 'quick'
  found.set(key, { algorithm, cost })
  return cost
}

/** WebCrypto would also verify with a key of another curve or hash, or with one that is too short. */
function isKeyFor({ name, hash, namedCurve }: SignatureAlgorithm, key: CryptoKey): boolean {
  const own: KeyAlgorithm = key.algorithm
  return (
    key.type === 'public' &&
    key.usages.includes('verify') &&
    own.name === name &&
    (name === 'ECDSA' ? own.namedCurve === namedCurve : own.hash?.name === hash) &&
    (!name.startsWith('RSA') || isLongEnough(own.modulusLength))
  )
}

/** @see RFC 7518, sections 3.3 and 3.5 */
function isLongEnough(modulusLength: number | undefined): boolean {
  return modulusLength !== undefined && modulusLength >= minModulusLength
}
