import { decodeBase64Url } from '../crypto/base64url.ts'

/**
 * Why a well-formed key proves nothing: anyone could sign with it, or can compute its private part.
 *
 * - `modulus_malformed`, `exponent_malformed`: not base64url
 * - `modulus_short`, `modulus_long`: fewer than 2,048 bits, or more than 16,384
 * - `modulus_divisible`: by 2 or another small prime
 * - `modulus_roca`: a faulty chip library made it (CVE-2017-15361)
 * - `modulus_square`: its factor is its square root
 * - `point_malformed`: a coordinate is not base64url of the length that its curve has
 * - `point_small`: an Ed25519 point of small order, with which anyone can sign
 */
export type KeyWeakness =
  | 'modulus_malformed'
  | 'modulus_short'
  | 'modulus_long'
  | 'modulus_divisible'
  | 'modulus_roca'
  | 'modulus_square'
  | 'exponent_malformed'
  | 'exponent_small'
  | 'exponent_even'
  | 'exponent_long'
  | 'point_malformed'
  | 'point_small'

/** The members of a public JWK that are checked. */
export interface PublicKeyMembers {
  readonly kty?: unknown
  readonly crv?: unknown
  readonly n?: unknown
  readonly e?: unknown
  readonly x?: unknown
  readonly y?: unknown
}

/** @see RFC 7518, sections 3.3 and 3.5 */
const fewestBits = 2048
/** Maximum sizes of keys that OpenSSL accepts. */
const mostBits = 16_384
const mostExponentBits = 32

/**
 * Returns the weakness of a public key, if any. It needs arithmetic on large numbers: call it when a key is received, not for
 * every token.
 */
export function findKeyWeakness({ kty, crv, n, e, x, y }: PublicKeyMembers): KeyWeakness | undefined {
  if (kty === 'RSA') return findExponentWeakness(e) ?? findModulusWeakness(n)
  const length =
    typeof kty === 'string' && typeof crv === 'string' ? coordinateLengths.get(`${kty} ${crv}`) : undefined
  if (length === undefined) return undefined
  // A runtime that accepts other spellings would use another point than the one that is checked here.
  if (!isCoordinate(x, length) || (kty === 'EC' && !isCoordinate(y, length))) return 'point_malformed'
  return crv === 'Ed25519' && isSmallPoint(x) ? 'point_small' : undefined
}

/**
 * The length of a coordinate in characters of base64url, by kind and curve. @see RFC 7518, section 6.2.1.2; RFC 8037, section 2
 */
const coordinateLengths: ReadonlyMap<string, number> = new Map([
  ['EC P-256', 43],
  ['EC P-384', 64],
  ['EC P-521', 88],
  ['OKP Ed25519', 43],
])

function isCoordinate(text: unknown, length: number): text is string {
  return typeof text === 'string' && text.length === length && /^[\w-]+$/.test(text)
}

function findExponentWeakness(text: unknown): KeyWeakness | undefined {
  const e = parseNumber(text, mostExponentBits)
  if (typeof e !== 'bigint') return e === undefined ? 'exponent_malformed' : 'exponent_long'
  if (e < 2n) return 'exponent_small'
  return e % 2n === 0n ? 'exponent_even' : undefined
}

function findModulusWeakness(text: unknown): KeyWeakness | undefined {
  const n = parseNumber(text, mostBits)
  if (typeof n !== 'bigint') return n === undefined ? 'modulus_malformed' : 'modulus_long'
  if (n >> BigInt(fewestBits - 1) === 0n) return 'modulus_short'
  // The large number is divided once. Its remainder is small, and has the same remainder for each prime.
  const rest = n % rocaProduct
  if (n % 2n === 0n || rocaPrimes.some((prime) => rest % BigInt(prime) === 0n)) return 'modulus_divisible'
  if (rocaPrimes.every((prime) => rocaResidues.get(prime)?.has(Number(rest % BigInt(prime)))))
    return 'modulus_roca'
  return isSquare(n, rest) ? 'modulus_square' : undefined
}

/** @param rest gives the remainder of `n` for a prime. For most numbers, one remainder proves cheaply that `n` is not a square */
function isSquare(n: bigint, rest: bigint): boolean {
  if (rocaPrimes.some((prime) => !squares.get(prime)?.has(Number(rest % BigInt(prime))))) return false
  let root = 1n << BigInt(n.toString(16).length * 2)
  for (;;) {
    const next = (root + n / root) >> 1n
    if (next >= root) return root * root === n
    root = next
  }
}

/**
 * Parses a Base64urlUInt: undefined if it is not one, `'long'` if it has more bits than allowed (a multiple of 8).
 * @see RFC 7518, section 2
 */
function parseNumber(text: unknown, bits: number): bigint | 'long' | undefined {
  if (typeof text !== 'string' || !/^[\w-]+$/.test(text) || text.length % 4 === 1) return undefined
  const bytes = decodeBase64Url(text)
  // Leading zeros do not make a key longer.
  const significant = bytes.subarray(bytes.findIndex((byte) => byte !== 0))
  // Check the length before a number is made of a megabyte.
  if (significant.length > bits / 8) return 'long'
  return BigInt(`0x${Array.from(significant, toHex).join('')}`)
}

function toHex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}

/**
 * The faulty library makes primes of the form k·M + (65537^a mod M), where M is the product of the first primes. A modulus of
 * two such primes is a power of 65537 modulo each of those primes; fewer than one in a hundred million other moduli are.
 * @see Nemec, Sys, Svenda, Klinec, Matyas: The Return of Coppersmith's Attack, CCS 2017, section 2
 */
const rocaGenerator = 65_537

/** The odd primes up to 167. They divide M for the shortest keys, and so for all keys. */
const rocaPrimes = Array.from({ length: 165 }, (_, at) => at + 3).filter(isPrime)

const rocaProduct = rocaPrimes.reduce((product, prime) => product * BigInt(prime), 1n)

/** For each prime, the powers of the generator. */
const rocaResidues: ReadonlyMap<number, ReadonlySet<number>> = new Map(
  rocaPrimes.map((prime) => [prime, listPowers(prime)]),
)

/** For each prime, the remainders of squares. */
const squares: ReadonlyMap<number, ReadonlySet<number>> = new Map(
  rocaPrimes.map((prime) => [
    prime,
    new Set(Array.from({ length: prime }, (_, root) => (root * root) % prime)),
  ]),
)

function listPowers(prime: number): ReadonlySet<number> {
  const powers = new Set<number>()
  for (let power = 1; !powers.has(power); power = (power * rocaGenerator) % prime) powers.add(power)
  return powers
}

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) return false
  return true
}

/** @see RFC 8032, section 5.1 */
const fieldPrime = 2n ** 255n - 19n

/**
 * Whether a point of Ed25519 has the order 1, 2, 4 or 8, by its y: 1, -1, 0, or a solution of d·y⁴ + 2y² = 1, where d is
 * -121665/121666. For such a key a signature fits one message in eight, or all messages. WebCrypto should refuse it when it
 * verifies, but not every runtime does.
 * @see RFC 8032, section 5.1.3, for the encoding
 */
function isSmallPoint(x: string): boolean {
  const bytes = decodeBase64Url(x).reverse()
  // The first bit is the sign of x.
  const y = BigInt(`0x${Array.from(bytes, toHex).join('')}`) & (2n ** 255n - 1n)
  const square = (y * y) % fieldPrime
  const ofOrderEight = 121_666n * (2n * square - 1n) - 121_665n * square * square
  return (y * (square - 1n) * ofOrderEight) % fieldPrime === 0n
}
