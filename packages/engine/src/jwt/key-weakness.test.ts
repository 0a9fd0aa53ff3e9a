import { generateKeyPairSync, generatePrimeSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { findKeyWeakness } from './key-weakness.ts'

const good = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })

/** A number as JWK write it. */
function encode(value: bigint): string {
  const digits = value.toString(16)
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex').toString('base64url')
}

const decode = (text: string): bigint => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`)

const modulus = decode(good.n ?? '')

function makePrime(bits: number, add: bigint, rem: bigint): bigint {
  return generatePrimeSync(bits, { add, rem, bigint: true })
}

function power(base: bigint, exponent: bigint, of: bigint): bigint {
  let result = 1n
  for (let bit = exponent, factor = base % of; bit > 0n; bit >>= 1n, factor = (factor * factor) % of)
    if (bit & 1n) result = (result * factor) % of
  return result
}

function productOfPrimes(count: number): bigint {
  const primes: number[] = []
  for (let candidate = 2; primes.length < count; candidate++)
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  return primes.reduce((product, prime) => product * BigInt(prime), 1n)
}

/** A point of small order: y is 1. */
const one = `AQ${'A'.repeat(41)}`

describe('an RSA key', () => {
  it.each([2048, 3072])('of %i bits is not weak', (modulusLength) => {
    const jwk = generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' })
    expect(findKeyWeakness(jwk)).toBeUndefined()
  })

  it.each([3n, 17n, 65_537n, 2n ** 32n - 1n])('with the exponent %i is not weak', (e) => {
    expect(findKeyWeakness({ ...good, e: encode(e) })).toBeUndefined()
  })

  it.each([
    ['AA', 'exponent_small'],
    ['AAAA', 'exponent_small'],
    ['AQ', 'exponent_small'],
    ['AAAB', 'exponent_small'],
    ['Ag', 'exponent_even'],
    ['AQAA', 'exponent_even'],
    [encode(2n ** 32n + 1n), 'exponent_long'],
    [good.n, 'exponent_long'],
    ['A'.repeat(1_000_000) + 'AQAB', undefined],
    ['', 'exponent_malformed'],
    ['A', 'exponent_malformed'],
    ['AQAB=', 'exponent_malformed'],
    ['AQ AB', 'exponent_malformed'],
    [undefined, 'exponent_malformed'],
    [65_537, 'exponent_malformed'],
    [['AQAB'], 'exponent_malformed'],
  ])('%# with the exponent %j: %s', (e, weakness) => {
    expect(findKeyWeakness({ ...good, e })).toBe(weakness)
  })

  it.each([
    ['shorter', encode(2n ** 2046n + 1n), 'modulus_short'],
    ['of one bit less', encode((2n ** 2048n - 1n) >> 1n), 'modulus_short'],
    ['shorter, behind zeros', 'A'.repeat(344) + encode(2n ** 1023n + 1n), 'modulus_short'],
    ['0', 'A'.repeat(344), 'modulus_short'],
    ['even', encode(modulus + 1n), 'modulus_divisible'],
    [
      'three times another number',
      encode((modulus / 3n) * 3n + (modulus % 6n < 3n ? 0n : 3n)),
      'modulus_divisible',
    ],
    ['167 times another', encode(167n * modulus), 'modulus_divisible'],
    ['of more than 16,384 bits', encode(2n ** 16_384n + 1n), 'modulus_long'],
    ['of a megabyte', 'B'.repeat(1_000_000), 'modulus_long'],
    ['absent', undefined, 'modulus_malformed'],
    ['a number', 7, 'modulus_malformed'],
    ['no base64url', '!'.repeat(342), 'modulus_malformed'],
  ])('whose modulus is %s is refused', (_, n, weakness) => {
    expect(findKeyWeakness({ ...good, n })).toBe(weakness)
  })

  it.each([39, 71, 126])(
    'CVE-2017-15361: of primes as the faulty library makes them (of %i primes) is refused',
    (count) => {
      const product = productOfPrimes(count)
      for (const [first, second] of [
        [1n, 2n],
        [123_457n, 7_654_321n],
      ] as const) {
        let n = 0n
        while (n.toString(2).length !== 2048)
          n = [first, second]
            .map((exponent) => makePrime(1024, product, power(65_537n, exponent, product)))
            .reduce((one, other) => one * other)
        expect(findKeyWeakness({ ...good, n: encode(n) })).toBe('modulus_roca')
      }
    },
  )

  it('CVE-2017-15361: of one such prime and an honest one is not', () => {
    const product = productOfPrimes(71)
    const n = makePrime(1025, product, power(65_537n, 5n, product)) * makePrime(1025, 2n, 1n)
    expect(findKeyWeakness({ ...good, n: encode(n) })).toBeUndefined()
  })
})

describe('an Ed25519 key', () => {
  /** y in little endian: 0, 1, two of order 8, -1, and 0 and 1 once more, not reduced. */
  const points = [
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0100000000000000000000000000000000000000000000000000000000000000',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  ].flatMap((text) => {
    const negative = Buffer.from(text, 'hex')
    negative[31] = (negative[31] ?? 0) | 128
    return [Buffer.from(text, 'hex'), negative].map((bytes) => bytes.toString('base64url'))
  })

  it.each(points)('that is a point of small order is refused: %s', (x) => {
    expect(findKeyWeakness({ kty: 'OKP', crv: 'Ed25519', x })).toBe('point_small')
  })

  it('that was made like any other is not', () => {
    for (let made = 0; made < 20; made++) {
      const jwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
      expect(findKeyWeakness(jwk)).toBeUndefined()
    }
  })

  it.each([
    undefined,
    7,
    {},
    '',
    'A',
    'A'.repeat(44),
    `${one}=`,
    `${one}\n`,
    ` ${one}`,
    `${one.slice(0, 42)}+`,
  ])('that is not 43 characters of base64url is refused: %j', (x) => {
    expect(findKeyWeakness({ kty: 'OKP', crv: 'Ed25519', x })).toBe('point_malformed')
  })
})

describe('an EC key', () => {
  it.each(['P-256', 'P-384', 'P-521'])('of %s is none of the weak ones', (namedCurve) => {
    for (let made = 0; made < 20; made++) {
      const jwk = generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' })
      expect(findKeyWeakness(jwk)).toBeUndefined()
    }
  })

  it.each([
    ['P-256', 43],
    ['P-384', 64],
    ['P-521', 88],
  ])('of %s has coordinates of %i characters of base64url', (crv, length) => {
    const good = 'x'.repeat(length)
    expect(findKeyWeakness({ kty: 'EC', crv, x: good, y: good })).toBeUndefined()
    for (const bad of [undefined, '', `${good}x`, good.slice(1), `${good.slice(1)}=`, `${good.slice(1)}+`]) {
      expect(findKeyWeakness({ kty: 'EC', crv, x: bad, y: good })).toBe('point_malformed')
      expect(findKeyWeakness({ kty: 'EC', crv, x: good, y: bad })).toBe('point_malformed')
    }
  })

  it.each([undefined, {}, 'P-0'])('of another curve is left to its import: %j', (crv) => {
    expect(findKeyWeakness({ kty: 'EC', crv, x: 'A', y: 'A' })).toBeUndefined()
  })
})

describe('an RSA modulus', () => {
  it('that is a square is refused, and one beside a square is not', () => {
    const root = generatePrimeSync(1024, { bigint: true })
    expect(findKeyWeakness({ kty: 'RSA', n: encode(root * root), e: 'AQAB' })).toBe('modulus_square')
    expect(findKeyWeakness({ kty: 'RSA', n: encode(root * root + 2n), e: 'AQAB' })).not.toBe('modulus_square')
  })
})
