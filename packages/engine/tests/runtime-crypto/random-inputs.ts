import fc from 'fast-check'
import { base64url, compactDecrypt, CompactEncrypt, CompactSign } from 'jose'
import { decodeBase64Url, encodeBase64Url } from '../../src/crypto/base64url.ts'
import type { Bytes, GcmBox, HashName } from '../../src/crypto/runtime-crypto.ts'
import { createSealer } from '../../src/crypto/seal.ts'
import { algorithms, type Algorithm } from './algorithms.ts'
import { flipBit } from './changed-signatures.ts'
import { verify } from './known-answers.ts'
import type { Port } from './ports.ts'
import type { Recorder } from './recorder.ts'
import { createKeyMaker } from './signing-keys.ts'

/** The same inputs follow from the same seed. Keys, and the random parts of signatures, are new each time. */
export interface RandomRun {
  readonly seed: number
  /** Inputs for each law. */
  readonly runs: number
}

interface Law {
  readonly name: string
  /** Throws where it does not hold. */
  readonly check: (run: RandomRun) => Promise<void>
}

/**
 * Checks the laws: what jose or WebCrypto signs and seals, each port verifies and opens, and the other way round; what was changed
 * in one bit is refused by each. Returns the number of inputs.
 */
export async function checkRandomInputs(
  ports: readonly Port[],
  recorder: Recorder,
  run: RandomRun,
): Promise<number> {
  const [makeKey, makeOtherKey] = [createKeyMaker(), createKeyMaker()]
  const laws: Law[] = [buildSealingLaw(ports), buildCookieLaw(ports), buildHashLaw(ports)]
  for (const algorithm of algorithms) {
    const [key, other] = [await makeKey(algorithm), await makeOtherKey(algorithm)]
    laws.push(buildSignatureLaw(algorithm, key, other, ports))
  }
  for (const { name, check } of laws) {
    const result = await check(run).then(
      () => 'holds',
      (error: unknown) => String(error),
    )
    recorder.expectSame(`${name} on random inputs`, result, 'holds')
  }
  return laws.length * run.runs
}

const encoder = new TextEncoder()
const anyBytes = fc.uint8Array({ maxLength: 300 }).map((given) => new Uint8Array(given))
const anyBit = fc.nat({ max: 1_000_000 })

function buildSignatureLaw(
  { alg, signed: parameters }: Algorithm,
  key: CryptoKeyPair,
  other: CryptoKeyPair,
  ports: readonly Port[],
): Law {
  async function sign(payload: Bytes, byJose: boolean): Promise<readonly [string, string]> {
    const header = { alg }
    if (byJose) {
      const token = await new CompactSign(payload).setProtectedHeader(header).sign(key.privateKey)
      const end = token.lastIndexOf('.')
      return [token.slice(0, end), token.slice(end + 1)]
    }
    const text = `${base64url.encode(JSON.stringify(header))}.${base64url.encode(payload)}`
    const { subtle } = globalThis.crypto
    const signature = await subtle.sign(parameters, key.privateKey, encoder.encode(text))
    return [text, encodeBase64Url(new Uint8Array(signature))]
  }

  const check = fc.asyncProperty(
    anyBytes,
    fc.boolean(),
    anyBit,
    anyBit,
    async (payload, byJose, one, two) => {
      const [signed, signature] = await sign(payload, byJose)
      const bytes = decodeBase64Url(signature)
      const changedSignature = encodeBase64Url(flipBit(bytes, one % (8 * bytes.length)))
      const given = { alg, key: key.publicKey, signed, signature }
      for (const port of ports) {
        expectSame(`what was signed, ${port.name}`, await verify(port, given), true)
        const changed = { ...given, signature: changedSignature }
        expectSame(`a changed signature, ${port.name}`, await verify(port, changed), false)
        const changedText = { ...given, signed: flipAsciiBit(signed, two) }
        expectSame(`a changed text, ${port.name}`, await verify(port, changedText), false)
        const otherKey = { ...given, key: other.publicKey }
        expectSame(`another key, ${port.name}`, await verify(port, otherKey), false)
      }
    },
  )
  return { name: alg, check: ({ seed, runs }) => fc.assert(check, { seed, numRuns: runs }) }
}

/** Changes one of the seven bits of a character, so that the text stays ASCII. */
function flipAsciiBit(text: string, bit: number): string {
  const at = Math.floor(bit / 7) % text.length
  const changed = String.fromCharCode(text.charCodeAt(at) ^ (1 << (bit % 7)))
  return text.slice(0, at) + changed + text.slice(at + 1)
}

function buildSealingLaw(ports: readonly Port[]): Law {
  const members = ['iv', 'additionalData', 'ciphertext', 'tag'] as const
  const check = fc.asyncProperty(
    anyBytes,
    anyBytes,
    anyBytes,
    anyBit,
    async (secret, info, plaintext, bit) => {
      for (const sealing of ports) {
        const sealer = await sealing.crypto.deriveSealingKey(secret, info)
        const byJose = await sealByJose(await sealing.crypto.deriveBits(secret, info, 32), plaintext)
        const byPort = await sealer.seal(byJose.iv, byJose.additionalData, plaintext)
        expectSame(`sealed by ${sealing.name}`, writeBox(byPort), writeBox(byJose))
        for (const opening of ports) {
          const opener = await opening.crypto.deriveSealingKey(secret, info)
          const opened = await opener.open(byPort)
          const what = `sealed by ${sealing.name}, opened by ${opening.name}`
          expectSame(what, opened && encodeBase64Url(opened), encodeBase64Url(plaintext))
          for (const member of members) {
            const bytes = byPort[member]
            if (bytes.length === 0) continue
            const changed = { ...byPort, [member]: flipBit(bytes, bit % (8 * bytes.length)) }
            expectSame(`${what}, with another ${member}`, await opener.open(changed), undefined)
          }
        }
      }
    },
  )
  return { name: 'sealing', check: ({ seed, runs }) => fc.assert(check, { seed, numRuns: runs }) }
}

/** Seals as a JWE of a direct key, and lets jose open it again. */
async function sealByJose(key: Bytes, plaintext: Bytes): Promise<GcmBox> {
  const jwe = await new CompactEncrypt(plaintext)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(key)
  const [header = '', , iv = '', ciphertext = '', tag = ''] = jwe.split('.')
  const opened = await compactDecrypt(jwe, key)
  expectSame('opened by jose', encodeBase64Url(opened.plaintext), encodeBase64Url(plaintext))
  return {
    iv: decodeBase64Url(iv),
    additionalData: encoder.encode(header),
    ciphertext: decodeBase64Url(ciphertext),
    tag: decodeBase64Url(tag),
  }
}

function writeBox({ ciphertext, tag }: GcmBox): string {
  return `${encodeBase64Url(ciphertext)}.${encodeBase64Url(tag)}`
}

/** The cookies themselves: a session that one runtime sealed opens on another one with the same secret. */
function buildCookieLaw(ports: readonly Port[]): Law {
  const secret = 'a secret of the law about cookies, long enough'
  const sealers = ports.map(({ name, crypto }) => ({ name, sealer: createSealer([secret], { crypto }) }))
  const check = fc.asyncProperty(fc.jsonValue(), anyBit, async (value, bit) => {
    const payload = { value }
    for (const sealing of sealers) {
      const sealed = await sealing.sealer.seal('session', 'app', payload)
      const changed = flipAsciiBit(sealed, bit)
      for (const { name, sealer } of sealers) {
        const what = `sealed by ${sealing.name}, opened by ${name}`
        const opened = await sealer.unseal('session', 'app', sealed)
        expectSame(what, JSON.stringify(opened), JSON.stringify(payload))
        expectSame(`${what}, changed`, await sealer.unseal('session', 'app', changed), undefined)
        expectSame(`${what} as another`, await sealer.unseal('session', 'other', sealed), undefined)
      }
    }
  })
  return { name: 'cookies', check: ({ seed, runs }) => fc.assert(check, { seed, numRuns: runs }) }
}

function buildHashLaw(ports: readonly Port[]): Law {
  const anyHash = fc.constantFrom<HashName>('SHA-256', 'SHA-384', 'SHA-512')
  const anyLength = fc.integer({ min: 1, max: 64 })
  const check = fc.asyncProperty(anyHash, anyBytes, anyBytes, anyLength, async (hash, data, info, length) => {
    const digest = new Uint8Array(await globalThis.crypto.subtle.digest(hash, data))
    const answers = await Promise.all(
      ports.map(async ({ crypto }) => encodeBase64Url(await crypto.deriveBits(data, info, length))),
    )
    for (const [at, { name, crypto }] of ports.entries()) {
      expectSame(
        `${hash} by ${name}`,
        encodeBase64Url(await crypto.digest(hash, data)),
        encodeBase64Url(digest),
      )
      expectSame(`HKDF by ${name}`, answers[at], answers[0])
    }
  })
  return { name: 'hashes', check: ({ seed, runs }) => fc.assert(check, { seed, numRuns: runs }) }
}

function expectSame(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${what}: ${String(actual)}, expected ${String(expected)}`)
}
