import { decodeBase64Url } from '../../src/crypto/base64url.ts'
import type { Bytes } from '../../src/crypto/runtime-crypto.ts'
import type { SignatureAnswer } from './signature-answers.ts'

/** What a signature is called after a change, whether it verifies then, and its bytes. */
export interface ChangedSignature {
  readonly kind: string
  readonly isValid: boolean
  readonly signature: Bytes
}

/** The orders of the groups (FIPS 186-5; RFC 8032, section 5.1). */
const orders: Readonly<Record<string, bigint>> = {
  ES256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  ES384: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  ES512:
    0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
}
const order25519 = 2n ** 252n + 27742317777372353535851937790883648493n

/** Changes a valid signature into those that need no private key. Exactly one kind stays valid: the other `s` of ECDSA. */
export function changeSignature({ alg, key, signature }: SignatureAnswer): readonly ChangedSignature[] {
  // A copy without the methods of Node's Buffer: its `slice` does not copy.
  const bytes = new Uint8Array(decodeBase64Url(signature))
  const refuse = (kind: string, changed: Bytes): ChangedSignature => ({
    ...{ kind, isValid: false, signature: changed },
  })
  const { length } = bytes
  return [
    refuse('empty', new Uint8Array()),
    refuse('one byte', bytes.slice(0, 1)),
    refuse('without its last byte', bytes.slice(0, -1)),
    refuse('without its first byte', bytes.slice(1)),
    refuse('the first half alone', bytes.slice(0, length / 2)),
    refuse('a zero behind', join(bytes, new Uint8Array(1))),
    refuse('a zero in front', join(new Uint8Array(1), bytes)),
    refuse('twice', join(bytes, bytes)),
    refuse('all zeros', new Uint8Array(length)),
    refuse('all ones', new Uint8Array(length).fill(255)),
    refuse('reversed', bytes.slice().reverse()),
    ...[0, 7, 8 * (length >> 1), 8 * length - 8, 8 * length - 1].map((bit) =>
      refuse(`bit ${bit} changed`, flipBit(bytes, bit)),
    ),
    ...(alg.startsWith('ES') ? changeEcdsa(alg, bytes) : []),
    ...(key.kty === 'RSA' ? changeRsa(decodeBase64Url(key.n ?? ''), bytes) : []),
    ...(key.kty === 'OKP' ? changeEd25519(bytes) : []),
  ]

  function changeEcdsa(name: string, whole: Bytes): readonly ChangedSignature[] {
    const half = whole.length / 2
    const [r, s] = [toNumber(whole.slice(0, half)), toNumber(whole.slice(half))]
    const order = orders[name] ?? 0n
    const pair = (kind: string, first: bigint, second: bigint): readonly ChangedSignature[] =>
      fits(first, half) && fits(second, half)
        ? [refuse(kind, join(toBytes(first, half), toBytes(second, half)))]
        : []
    return [
      // JWS does not ask for the smaller one (RFC 7518, section 3.4).
      { kind: 'the other s', isValid: true, signature: join(whole.slice(0, half), toBytes(order - s, half)) },
      ...pair('r is zero', 0n, s),
      ...pair('s is zero', r, 0n),
      ...pair('r is the order', order, s),
      ...pair('s is the order', r, order),
      ...pair('both are the order', order, order),
      ...pair('both are one', 1n, 1n),
      ...pair('r is zero, s is one', 0n, 1n),
      ...pair('r is one, s is zero', 1n, 0n),
      ...pair('r and the order', r + order, s),
      ...pair('s and the order', r, s + order),
      ...pair('the other r', order - r, s),
      ...pair('r and s changed places', s, r),
      refuse('in DER', toDer(r, s)),
      refuse(
        'a zero in front of each half',
        join(new Uint8Array(1), whole.slice(0, half), new Uint8Array(1), whole.slice(half)),
      ),
    ]
  }

  function changeRsa(modulus: Bytes, whole: Bytes): readonly ChangedSignature[] {
    const [n, s] = [toNumber(modulus), toNumber(whole)]
    const size = whole.length
    const values: readonly (readonly [string, bigint])[] = [
      ...[['one', 1n] as const, ['the modulus', n] as const, ['the modulus less one', n - 1n] as const],
      ...[['the modulus less it', n - s] as const, ['the modulus and it', n + s] as const],
    ]
    return values.map(([kind, value]) => refuse(kind, toBytes(value, fits(value, size) ? size : size + 1)))
  }

  function changeEd25519(whole: Bytes): readonly ChangedSignature[] {
    const [point, scalar] = [whole.slice(0, 32), whole.slice(32)]
    const s = toNumber(scalar.slice().reverse())
    const identity = toBytes(1n, 32).reverse()
    const write = (value: bigint): Bytes => toBytes(value, 32).reverse()
    return [
      refuse('S and the order (not canonical)', join(point, write(s + order25519))),
      refuse('S and eight times the order', join(point, write(s + 8n * order25519))),
      refuse('S is zero', join(point, write(0n))),
      refuse('S is the order', join(point, write(order25519))),
      refuse('R is zero', join(write(0n), scalar)),
      refuse('R is the identity', join(identity, scalar)),
      refuse('R is the identity, S is zero', join(identity, write(0n))),
      refuse('R is the identity (not canonical), S is zero', join(write(2n ** 255n - 18n), write(0n))),
      refuse('R and S changed places', join(scalar, point)),
    ]
  }
}

export function flipBit(bytes: Bytes, bit: number): Bytes {
  const flipped = new Uint8Array(bytes)
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return flipped
}

export function join(...parts: readonly Bytes[]): Bytes {
  return new Uint8Array(parts.flatMap((part) => [...part]))
}

function toNumber(bytes: Bytes): bigint {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n)
}

function fits(number: bigint, length: number): boolean {
  return number >> BigInt(8 * length) === 0n
}

/** Big-endian. */
function toBytes(number: bigint, length: number): Bytes {
  return Uint8Array.from({ length }, (_, at) => Number((number >> BigInt(8 * (length - 1 - at))) & 255n))
}

/** As OpenSSL and Java write a signature: two INTEGERs in a SEQUENCE. */
function toDer(r: bigint, s: bigint): Bytes {
  const integers = [r, s].flatMap((number) => {
    // One more bit than the number has, for its sign.
    const bytes = [...toBytes(number, (number.toString(2).length >> 3) + 1)]
    return [2, bytes.length, ...bytes]
  })
  return new Uint8Array([48, ...(integers.length > 127 ? [129] : []), integers.length, ...integers])
}
