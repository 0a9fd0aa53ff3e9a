import type { Bytes } from './runtime-crypto.ts'

const sequence = 0x30
const integer = 0x02
const longLength = 0x81

/**
 * Converts an ECDSA signature of a JWS, r and s in bytes of equal number, to DER. It checks nothing: every pair of numbers has a
 * DER form, and the verification refuses those that are out of range.
 * @see RFC 7518, section 3.4; RFC 3279, section 2.2.3
 */
export function convertToDer(signature: Bytes): Bytes {
  const half = signature.length / 2
  const r = findInteger(signature, 0, half)
  const s = findInteger(signature, half, signature.length)
  const content = 4 + r.length + s.length
  // Only P-521 has signatures of more than 127 bytes.
  const head = content < 0x80 ? [sequence, content] : [sequence, longLength, content]
  const der = new Uint8Array(head.length + content)
  der.set(head)
  const next = writeInteger(der, head.length, r)
  writeInteger(der, next, s)
  return der
}

/** The significant bytes of a number. DER needs a zero byte before them if their first bit would be read as a sign. */
interface Integer {
  readonly bytes: Bytes
  readonly isPadded: boolean
  /** With the zero. */
  readonly length: number
}

function findInteger(signature: Bytes, from: number, to: number): Integer {
  let start = from
  while (start < to - 1 && signature[start] === 0) start += 1
  const bytes = signature.subarray(start, to)
  const isPadded = (bytes[0] ?? 0) > 0x7f
  return { bytes, isPadded, length: bytes.length + (isPadded ? 1 : 0) }
}

/** @returns where the next value begins */
function writeInteger(der: Bytes, at: number, { bytes, isPadded, length }: Integer): number {
  der[at] = integer
  der[at + 1] = length
  const begin = at + 2
  der.set(bytes, isPadded ? begin + 1 : begin)
  return begin + length
}
