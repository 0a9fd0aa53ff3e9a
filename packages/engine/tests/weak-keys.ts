import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  generatePrimeSync,
  sign,
  type JsonWebKey,
} from 'node:crypto'

/** A public key by which a signature proves nothing, and what signs by it. */
export interface WeakKey {
  readonly what: string
  readonly why: string
  readonly jwk: JsonWebKey
  readonly sign: (input: string) => Buffer
}

function encode(value: bigint): string {
  const digits = value.toString(16)
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex').toString('base64url')
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (
    let bit = exponent, factor = base % modulus;
    bit > 0n;
    bit >>= 1n, factor = (factor * factor) % modulus
  )
    if (bit & 1n) result = (result * factor) % modulus
  return result
}

/** The inverse of a number, by the extended algorithm of Euclid. */
function invert(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n]
  while (a > 1n) {
    const quotient = a / b
    ;[a, b] = [b, a % b]
    ;[x, y] = [y, x - quotient * y]
  }
  return ((x % modulus) + modulus) % modulus
}

/** With the exponent 1 the bare padding of a hash is its signature (RFC 8017, section 9.2). */
function padHash(input: string): Buffer {
  const hash = createHash('sha256').update(input).digest()
  const info = Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), hash])
  return Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(253 - info.length, 255), Buffer.from([0]), info])
}

/** A key pair of primes as the faulty library of CVE-2017-15361 makes them. */
function makeRocaKey(): JsonWebKey {
  const primes: number[] = []
  for (let candidate = 2; primes.length < 126; candidate++)
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  const product = primes.reduce((result, prime) => result * BigInt(prime), 1n)
  const makePrime = (exponent: bigint): bigint =>
    generatePrimeSync(1024, { add: product, rem: power(65_537n, exponent, product), bigint: true })
  let [p, q] = [1n, 1n]
  while ((p * q).toString(2).length !== 2048) [p, q] = [makePrime(1_234_567n), makePrime(7_654_321n)]
  const d = invert(65_537n, (p - 1n) * (q - 1n))
  return {
    ...{ kty: 'RSA', n: encode(p * q), e: 'AQAB', d: encode(d), p: encode(p), q: encode(q) },
    ...{ dp: encode(d % (p - 1n)), dq: encode(d % (q - 1n)), qi: encode(invert(q, p)) },
  }
}

function takePublic({ kty, n = '', e = '' }: JsonWebKey): JsonWebKey {
  return { kty: kty ?? '', n, e }
}

function signWith(key: JsonWebKey): WeakKey['sign'] {
  const privateKey = createPrivateKey({ key, format: 'jwk' })
  return (input) => sign('sha256', Buffer.from(input), privateKey)
}

/** Makes keys with which anyone can sign, or whose private part can be computed. */
export function makeWeakKeys(): readonly WeakKey[] {
  const strong = takePublic(
    generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }),
  )
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'jwk' })
  const roca = makeRocaKey()
  return [
    { what: 'the exponent 1', why: 'exponent_small', jwk: { ...strong, e: 'AQ' }, sign: padHash },
    {
      what: 'the exponent 1 behind zeros',
      why: 'exponent_small',
      jwk: { ...strong, e: 'AAAB' },
      sign: padHash,
    },
    { what: 'the exponent 0', why: 'exponent_small', jwk: { ...strong, e: 'AA' }, sign: padHash },
    { what: 'an even exponent', why: 'exponent_even', jwk: { ...strong, e: 'Ag' }, sign: padHash },
    { what: '1,024 bits', why: 'modulus_short', jwk: takePublic(short), sign: signWith(short) },
    {
      what: '1,024 bits behind zeros',
      why: 'modulus_short',
      jwk: {
        ...takePublic(short),
        n: Buffer.concat([Buffer.alloc(128), Buffer.from(short.n ?? '', 'base64url')]).toString('base64url'),
      },
      sign: signWith(short),
    },
    {
      what: 'the primes of CVE-2017-15361',
      why: 'modulus_roca',
      jwk: takePublic(roca),
      sign: signWith(roca),
    },
  ]
}
