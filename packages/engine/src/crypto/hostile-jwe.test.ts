import { base64url, CompactEncrypt, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { createSealer } from './seal.ts'
import { deriveKeyring, sealPurposes } from './keyring.ts'
import type { RuntimeCrypto } from './runtime-crypto.ts'
import { webCrypto } from './web-crypto.ts'
import { parseSealed } from './sealed-header.ts'

const secret = 'a-secret-of-the-tests-0123456789abcdef'
const sealer = createSealer([secret])
const { sealing } = await deriveKeyring([secret])
// The key of sessions, derived anew: that of the keyring cannot be exported.
const key = await deriveKey('@x/oidc-engine v1 seal session ')
const header = { alg: 'dir', enc: 'A256GCM', kid: sealing.kid, typ: 'session.app' }
const plaintext = new TextEncoder().encode('{"v":1}')

async function deriveKey(info: string): Promise<CryptoKey> {
  const encoder = new TextEncoder()
  const material = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encoder.encode(info) },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}

async function encryptWith(protectedHeader: typeof header & Record<string, unknown>): Promise<string> {
  return new CompactEncrypt(plaintext).setProtectedHeader(protectedHeader).encrypt(key)
}

function spell(protectedHeader: string, rest: string): string {
  return `${base64url.encode(protectedHeader)}.${rest}`
}

// A well-formed tail, so that the header alone decides.
const [, ...tail] = (await encryptWith(header)).split('.')
const rest = tail.join('.')

const hostileHeaders: readonly (readonly [string, string])[] = [
  ['zip', JSON.stringify({ ...header, zip: 'DEF' })],
  [
    'PBES2 with a billion rounds',
    JSON.stringify({ ...header, alg: 'PBES2-HS512+A256KW', p2c: 1e9, p2s: 'AAAAAAAA' }),
  ],
  ['RSA-OAEP', JSON.stringify({ ...header, alg: 'RSA-OAEP-256' })],
  ['RSA1_5', JSON.stringify({ ...header, alg: 'RSA1_5' })],
  ['A256KW', JSON.stringify({ ...header, alg: 'A256KW' })],
  ['ECDH-ES', JSON.stringify({ ...header, alg: 'ECDH-ES' })],
  ['another enc', JSON.stringify({ ...header, enc: 'A128CBC-HS256' })],
  ['alg none', JSON.stringify({ ...header, alg: 'none' })],
  ['crit', JSON.stringify({ ...header, crit: ['kid'] })],
  ['an embedded key', JSON.stringify({ ...header, jwk: { kty: 'oct', k: 'AAAA' } })],
  ['a key address', JSON.stringify({ ...header, jku: 'https://attacker.example/keys' })],
  ['cty JWT', JSON.stringify({ ...header, cty: 'JWT' })],
  ['no typ', JSON.stringify({ alg: header.alg, enc: header.enc, kid: header.kid })],
  ['no kid', JSON.stringify({ alg: header.alg, enc: header.enc, typ: header.typ })],
  ['kid as a list', JSON.stringify({ ...header, kid: [header.kid] })],
  ['a duplicate member', JSON.stringify(header).replace('{', '{"alg":"dir",')],
  ['white space', JSON.stringify(header, null, 1)],
  ['another order', JSON.stringify({ typ: header.typ, alg: header.alg, enc: header.enc, kid: header.kid })],
  ['__proto__', JSON.stringify(header).replace('{', '{"__proto__":{},')],
  ['null', 'null'],
  ['a list', '[]'],
  ['a string', '"x"'],
  ['nothing', ''],
]

describe('hostile JWE', () => {
  it.each(hostileHeaders)('advisory #69: refuses %s by the header alone', (_, protectedHeader) => {
    expect(parseSealed(spell(protectedHeader, rest))).toBeUndefined()
  })

  it('advisory #69: refuses every hostile header before anything is decrypted or derived', async () => {
    const { digest, deriveBits, deriveSealingKey, verify } = webCrypto
    const used: string[] = []
    const watched: RuntimeCrypto = {
      ...{ digest, deriveBits, verify },
      async deriveSealingKey(...given) {
        used.push('derive')
        const { seal, open } = await deriveSealingKey(...given)
        return { seal, open: (text) => (used.push('open'), open(text)) }
      },
    }
    const fresh = createSealer([secret], { crypto: watched })
    for (const [, protectedHeader] of hostileHeaders) {
      expect(await fresh.unseal('session', 'app', spell(protectedHeader, rest))).toBeUndefined()
    }
    expect(used).toEqual([])
    expect(await fresh.unseal('session', 'app', await fresh.seal('session', 'app', { v: 1 }))).toEqual({
      v: 1,
    })
    expect(used).toEqual([...sealPurposes.map(() => 'derive'), 'open'])
  })

  it('refuses a text that the right key encrypted with a header that is not ours', async () => {
    const sealed = await encryptWith({ ...header, cty: 'JWT' })
    expect(await sealer.unseal('session', 'app', sealed)).toBeUndefined()
  })

  it('refuses a text that the right key encrypted for another cookie', async () => {
    const sealed = await encryptWith({ ...header, typ: 'session.other' })
    expect(await sealer.unseal('session', 'app', sealed)).toBeUndefined()
  })

  it.each(['', 'not JSON', '{"v":1', '\u0000'])('reads nothing that is not JSON: %j', async (content) => {
    const sealed = await new CompactEncrypt(new TextEncoder().encode(content))
      .setProtectedHeader(header)
      .encrypt(key)
    expect(await sealer.unseal('session', 'app', sealed)).toBeUndefined()
  })

  it('I-22: refuses tokens that are signed, unsigned or encrypted to a shared secret', async () => {
    const shared = new TextEncoder().encode(secret)
    const signed = await new SignJWT({ v: 1 })
      .setProtectedHeader({ alg: 'HS256', kid: header.kid })
      .sign(shared)
    const unsigned = `${base64url.encode('{"alg":"none"}')}.${base64url.encode('{"v":1}')}.`
    const direct = await new CompactEncrypt(plaintext).setProtectedHeader(header).encrypt(shared.slice(0, 32))
    const wrapped = await new CompactEncrypt(plaintext)
      .setProtectedHeader({ ...header, alg: 'A256KW' })
      .encrypt(shared.slice(0, 32))
    for (const token of [signed, unsigned, direct, wrapped]) {
      expect(await sealer.unseal('session', 'app', token)).toBeUndefined()
    }
  })

  it('advisory #69: refuses a text longer than any set of cookies without looking at it', () => {
    const [iv = '', , tag = ''] = tail.slice(1)
    const longest = 20_480 - JSON.stringify(header).length * 2
    const padded = (length: number) =>
      spell(JSON.stringify(header), `.${iv}.${'A'.repeat(length * 4)}.${tag}`)
    expect(parseSealed(padded(longest / 8))?.header).toMatchObject({ kid: header.kid, typ: header.typ })
    expect(parseSealed(padded(longest))).toBeUndefined()
  })

  it('has one spelling for each text: spare bits of the last characters are zero', async () => {
    const sealed = await encryptWith(header)
    expect(await sealer.unseal('session', 'app', sealed)).toEqual({ v: 1 })
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const spellings = Array.from(alphabet, (last) => sealed.slice(0, -1) + last)
    const opened = await Promise.all(spellings.map((spelling) => sealer.unseal('session', 'app', spelling)))
    expect(opened.filter((payload) => payload !== undefined)).toHaveLength(1)
  })
})
