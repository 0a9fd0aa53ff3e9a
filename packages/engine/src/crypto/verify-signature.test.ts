import { signingAlgorithms } from '@x/oidc-core'
import fc from 'fast-check'
import { base64url, compactVerify, importJWK, type JWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { parseJws, verifyJws } from '../jwt/jws.ts'
import type { TryKeys } from '../jwt/key-lookup.ts'
import { verifyWithKey } from './verify-signature.ts'
import { webCrypto } from './web-crypto.ts'

const { subtle } = crypto
const encode = (value: unknown): string => base64url.encode(JSON.stringify(value))

// Keys are made once: it takes longer than everything else here.
const exponent = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }
const strong = await exportPair({ name: 'RSA-PSS', hash: 'SHA-256', ...exponent })
const weak = await exportPair({ name: 'RSA-PSS', hash: 'SHA-256', ...exponent, modulusLength: 1024 })
const curves = {
  'P-256': await exportPair({ name: 'ECDSA', namedCurve: 'P-256' }),
  'P-384': await exportPair({ name: 'ECDSA', namedCurve: 'P-384' }),
  'P-521': await exportPair({ name: 'ECDSA', namedCurve: 'P-521' }),
}
const edwards = await exportPair({ name: 'Ed25519' })

interface Pair {
  readonly publicJwk: JWK
  readonly privateJwk: JWK
}

async function exportPair(
  algorithm: RsaHashedKeyGenParams | EcKeyGenParams | { readonly name: 'Ed25519' },
): Promise<Pair> {
  const pair = (await subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair
  const [publicJwk, privateJwk] = await Promise.all(
    [pair.publicKey, pair.privateKey].map(async (key): Promise<JWK> => {
      const { alg: _, key_ops: __, ...jwk } = await subtle.exportKey('jwk', key)
      return jwk
    }),
  )
  if (publicJwk === undefined || privateJwk === undefined) throw new Error('No key was exported.')
  return { publicJwk, privateJwk }
}

/** What WebCrypto calls an algorithm, spelt out anew: the tests must not believe the table that they test. */
function describeAlgorithm(alg: string): {
  readonly pair: Pair
  readonly imported: RsaHashedImportParams | EcKeyImportParams | { readonly name: string }
  readonly signed: RsaPssParams | EcdsaParams | { readonly name: string }
} {
  const bits = Number(alg.slice(2))
  const hash = `SHA-${bits}`
  switch (alg.slice(0, 2)) {
    case 'RS':
      return {
        pair: strong,
        imported: { name: 'RSASSA-PKCS1-v1_5', hash },
        signed: { name: 'RSASSA-PKCS1-v1_5' },
      }
    case 'PS':
      return {
        pair: strong,
        imported: { name: 'RSA-PSS', hash },
        signed: { name: 'RSA-PSS', saltLength: bits / 8 },
      }
    case 'ES': {
      const namedCurve = bits === 512 ? 'P-521' : bits === 384 ? 'P-384' : 'P-256'
      return {
        pair: curves[namedCurve],
        imported: { name: 'ECDSA', namedCurve },
        signed: { name: 'ECDSA', hash },
      }
    }
    default:
      return { pair: edwards, imported: { name: 'Ed25519' }, signed: { name: 'Ed25519' } }
  }
}

const importPublic = (alg: string, { publicJwk } = describeAlgorithm(alg).pair): Promise<CryptoKey> =>
  subtle.importKey('jwk', publicJwk, describeAlgorithm(alg).imported, true, ['verify'])

const importPrivate = (alg: string, { privateJwk } = describeAlgorithm(alg).pair): Promise<CryptoKey> =>
  subtle.importKey('jwk', privateJwk, describeAlgorithm(alg).imported, true, ['sign'])

interface Signing {
  readonly header?: object
  readonly payload?: string
  readonly by?: CryptoKey
  /** What WebCrypto is told to do. @default what the algorithm asks for */
  readonly as?: { readonly name: string }
}

async function sign(
  alg: string,
  { header, payload = encode({ sub: 'ada' }), by, as = describeAlgorithm(alg).signed }: Signing = {},
): Promise<string> {
  const input = `${encode({ alg, ...header })}.${payload}`
  const signature = await subtle.sign(as, by ?? (await importPrivate(alg)), new TextEncoder().encode(input))
  return `${input}.${base64url.encode(new Uint8Array(signature))}`
}

/** What a token becomes when its signature is another. */
function replaceSignature(token: string, change: (signature: Uint8Array) => Uint8Array): string {
  const at = token.lastIndexOf('.') + 1
  return token.slice(0, at) + base64url.encode(change(base64url.decode(token.slice(at))))
}

async function isGood(token: string, key: CryptoKey): Promise<boolean> {
  const jws = parseJws(token)
  if (typeof jws === 'string') throw new Error(`The test made no JWS: ${jws}.`)
  const [result, byWebCrypto] = [await verifyWithKey(jws, key), await verifyWithKey(jws, key, webCrypto)]
  expect(byWebCrypto).toBe(result)
  return result
}

/** A key set of one key. */
const tryOnly =
  (key: CryptoKey): TryKeys =>
  async (_, fits) =>
    (await fits(key, true)) ? undefined : { rule: 'signature' }

async function isGoodForJose(token: string, key: CryptoKey, alg: string): Promise<boolean> {
  return compactVerify(token, key, { algorithms: [alg] }).then(
    () => true,
    () => false,
  )
}

function flip(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = new Uint8Array(bytes)
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return flipped
}

/** r and s as OpenSSL and Java write them: two INTEGERs in a SEQUENCE. */
function toDer(signature: Uint8Array): Uint8Array {
  const integers = [signature.slice(0, signature.length / 2), signature.slice(signature.length / 2)].flatMap(
    (half) => {
      const bytes = [...half.slice(half.findIndex((byte) => byte !== 0))]
      const positive = (bytes[0] ?? 0) > 127 ? [0, ...bytes] : bytes
      return [2, positive.length, ...positive]
    },
  )
  return new Uint8Array([48, ...(integers.length > 127 ? [129] : []), integers.length, ...integers])
}

/** EdDSA is what Ed25519 was called before. */
function isSame(alg: string, other: string): boolean {
  return alg === other || (alg.startsWith('Ed') && other.startsWith('Ed'))
}

/** Keys that are like those of an algorithm, and none for it. */
const misfits = {
  'a private key': () => importPrivate('RS256'),
  'a private key of ECDSA': () => importPrivate('ES256'),
  'a private key of Ed25519': () => importPrivate('EdDSA'),
  'RSA with 1,024 bits': () => importPublic('RS256', weak),
  'RSA-PSS with 1,024 bits': () => importPublic('PS256', weak),
  'a key that may do nothing': () =>
    subtle.importKey('jwk', strong.publicJwk, describeAlgorithm('RS256').imported, true, []),
  'a curve that may do nothing': () =>
    subtle.importKey('jwk', curves['P-256'].publicJwk, { name: 'ECDSA', namedCurve: 'P-256' }, true, []),
  'RSA that encrypts': () =>
    subtle.importKey('jwk', strong.publicJwk, { name: 'RSA-OAEP', hash: 'SHA-256' }, true, ['encrypt']),
  'a curve that agrees on keys': () =>
    subtle.importKey('jwk', curves['P-256'].publicJwk, { name: 'ECDH', namedCurve: 'P-256' }, true, []),
  'a secret': () =>
    subtle.importKey(
      'raw',
      new TextEncoder().encode(strong.publicJwk.n),
      { name: 'HMAC', hash: 'SHA-256' },
      true,
      ['sign', 'verify'],
    ),
} satisfies Record<string, () => Promise<CryptoKey>>

const families = [
  ...signingAlgorithms.map((alg) => [alg, () => importPublic(alg)] as const),
  ...Object.entries(misfits),
] as const

describe.each(signingAlgorithms)('a token of %s', (alg) => {
  it('is good with the key that signed it', async () => {
    expect(await isGood(await sign(alg), await importPublic(alg))).toBe(true)
  })

  it('is refused with every key that is not for its algorithm, without an error', async () => {
    const token = await sign(alg)
    for (const [of, importKey] of families)
      expect([of, await isGood(token, await importKey())]).toEqual([of, isSame(alg, of)])
  })

  it('is refused with a key of another algorithm that did sign it', async () => {
    const { signed } = describeAlgorithm(alg)
    for (const other of signingAlgorithms) {
      if (isSame(alg, other)) continue
      const theirs = describeAlgorithm(other).signed
      // The hash of ECDSA and the salt of RSA-PSS are those of the header, so that only the key is wrong.
      const as = theirs.name === signed.name ? signed : theirs
      const token = await sign(alg, { by: await importPrivate(other), as })
      expect([other, await isGood(token, await importPublic(other))]).toEqual([other, false])
    }
  })

  it('is refused when any bit of its header or payload is flipped', async () => {
    const [header = '', payload = '', signature = ''] = (await sign(alg)).split('.')
    const key = await importPublic(alg)
    const flipAll = (part: string): readonly string[] => {
      const bytes = base64url.decode(part)
      return Array.from({ length: bytes.length * 8 }, (_, bit) => base64url.encode(flip(bytes, bit)))
    }
    const forged = [
      ...flipAll(header).map((flipped) => `${flipped}.${payload}.${signature}`),
      ...flipAll(payload).map((flipped) => `${header}.${flipped}.${signature}`),
    ]
    for (const token of forged)
      expect((await verifyJws(token, tryOnly(key), signingAlgorithms)).ok).toBe(false)
  })

  it('is refused with another key of the same sort', async () => {
    const { imported } = describeAlgorithm(alg)
    const made = alg.startsWith('R') || alg.startsWith('P') ? { ...exponent, ...imported } : imported
    const { publicJwk } = await exportPair(made as EcKeyGenParams)
    const other = await subtle.importKey('jwk', publicJwk, imported, true, ['verify'])
    expect(await isGood(await sign(alg), other)).toBe(false)
  })

  it('is refused when its signature is flipped, cut, longer, empty of bits, or of another form', async () => {
    const token = await sign(alg)
    const key = await importPublic(alg)
    const changes: Record<string, (signature: Uint8Array) => Uint8Array> = {
      'the first bit': (signature) => flip(signature, 7),
      'the last bit': (signature) => flip(signature, signature.length * 8 - 8),
      'a byte less': (signature) => signature.slice(0, -1),
      'a byte less in front': (signature) => signature.slice(1),
      'one byte': () => new Uint8Array(1),
      'a byte more': (signature) => new Uint8Array([...signature, 0]),
      'a byte more in front': (signature) => new Uint8Array([0, ...signature]),
      twice: (signature) => new Uint8Array([...signature, ...signature]),
      'a thousand bytes': () => new Uint8Array(1000).fill(1),
      'CVE-2022-21449: nought': (signature) => new Uint8Array(signature.length),
      'all ones': (signature) => new Uint8Array(signature.length).fill(255),
      DER: (signature) => toDer(signature),
      backwards: (signature) => new Uint8Array(signature).reverse(),
    }
    for (const [what, change] of Object.entries(changes))
      expect([what, await isGood(replaceSignature(token, change), key)]).toEqual([what, false])
  })

  it('has no signature at all, which is no JWS', async () => {
    expect(parseJws((await sign(alg)).replace(/[^.]*$/u, ''))).toBe('grammar')
  })

  it('is refused when it says that it is of another algorithm', async () => {
    const [, payload, signature] = (await sign(alg)).split('.')
    const key = await importPublic(alg)
    for (const other of ['none', 'None', 'HS256', '', 'constructor', '__proto__', alg.toLowerCase()])
      expect(await isGood(`${encode({ alg: other })}.${payload}.${signature}`, key)).toBe(false)
  })
})

describe('a token that a short key signed', () => {
  it.each(['RS256', 'RS512', 'PS256', 'PS384'])('is refused: %s', async (alg) => {
    const token = await sign(alg, { by: await importPrivate(alg, weak) })
    expect(await isGood(token, await importPublic(alg, weak))).toBe(false)
  })
})

describe('a token that needs an extension that is not supported', () => {
  const verify = async (header: object) => {
    const key = await importPublic('ES256')
    const token = await sign('ES256', { header })
    return verifyJws(token, tryOnly(key), signingAlgorithms)
  }

  it.each([[['b64']], [['exp']], [[]], [null], ['b64']])('is refused: crit %j', async (crit) => {
    expect(await verify({ crit, b64: true, exp: 1 })).toEqual({ ok: false, rule: 'crit' })
  })

  it('is refused with a payload that is not encoded (RFC 7797)', async () => {
    const key = await importPublic('ES256')
    const token = await sign('ES256', { header: { crit: ['b64'], b64: false }, payload: 'e30' })
    expect(await verifyJws(token, tryOnly(key), signingAlgorithms)).toEqual({ ok: false, rule: 'crit' })
  })

  it('is read as any other when b64 is not critical: nothing then says that it must be understood', async () => {
    expect(await verify({ b64: false })).toMatchObject({ ok: true, value: { claims: { sub: 'ada' } } })
  })
})

describe('keys that a client brings itself', () => {
  it.each([
    ['may do nothing', { ...curves['P-256'].publicJwk, key_ops: [] }],
    ['are private', curves['P-256'].privateJwk],
    ['are of another curve', curves['P-384'].publicJwk],
  ])('verify nothing when they %s', async (_, jwk) => {
    const key = await importJWK(jwk, 'ES256').catch(() => importPublic('ES384'))
    expect(await isGood(await sign('ES256'), key as CryptoKey)).toBe(false)
  })
})

describe('the result for any token and any key', () => {
  it('is that of jose', async () => {
    const keys = new Map(await Promise.all(families.map(async ([of, make]) => [of, await make()] as const)))
    const tokens = new Map(
      await Promise.all(signingAlgorithms.map(async (alg) => [alg, await sign(alg)] as const)),
    )
    const anyAlg = fc.constantFrom(...signingAlgorithms)
    const change = fc.oneof(
      { arbitrary: fc.constant((part: Uint8Array) => part), weight: 4 },
      fc.nat().map((bit) => (part: Uint8Array) => flip(part, bit % (part.length * 8))),
      fc.nat(5).map((length) => (part: Uint8Array) => part.slice(0, Math.max(1, part.length - length))),
      fc.uint8Array({ maxLength: 5 }).map((more) => (part: Uint8Array) => new Uint8Array([...part, ...more])),
      fc.uint8Array({ minLength: 1, maxLength: 140 }).map((other) => () => other),
    )
    const forgery = anyAlg.chain((alg) =>
      fc.record({
        alg: fc.constant(alg),
        // Of another algorithm as often as not, for keys that verify both.
        signedBy: fc.oneof(fc.constant(alg), anyAlg),
        keyOf: fc.oneof(fc.constant(alg), fc.constantFrom(...keys.keys())),
        changePayload: change,
        changeSignature: change,
      }),
    )
    const seen = { good: 0, bad: 0 }
    await fc.assert(
      fc.asyncProperty(forgery, async ({ alg, signedBy, keyOf, changePayload, changeSignature }) => {
        const key = keys.get(keyOf) as CryptoKey
        const [header = '', payload = ''] = (tokens.get(alg) ?? '').split('.')
        const changed = base64url.encode(changePayload(base64url.decode(payload)))
        const signed = `${header}.${changed}${(tokens.get(signedBy) ?? '').replace(/^.*\./u, '.')}`
        const token = replaceSignature(signed, changeSignature)
        const result = await isGood(token, key)
        seen[result ? 'good' : 'bad'] += 1
        expect(result).toBe(await isGoodForJose(token, key, alg))
      }),
      { numRuns: 1000 },
    )
    expect(seen.good).toBeGreaterThan(20)
    expect(seen.bad).toBeGreaterThan(20)
  })
})
