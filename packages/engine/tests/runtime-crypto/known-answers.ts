import type { CryptoKey } from 'jose'
import { decodeBase64Url, encodeBase64Url } from '../../src/crypto/base64url.ts'
import type { Bytes, GcmBox } from '../../src/crypto/runtime-crypto.ts'
import { verifyWithKey } from '../../src/crypto/verify-signature.ts'
import { importPublicKey } from './algorithms.ts'
import { changeSignature, flipBit, join } from './changed-signatures.ts'
import type { Port } from './ports.ts'
import type { Recorder } from './recorder.ts'
import {
  derivedAnswer,
  digestAnswers,
  sealingAnswers,
  sealingInfo,
  sealingSecret,
} from './sealing-answers.ts'
import { signatureAnswers, type SignatureAnswer } from './signature-answers.ts'

const encoder = new TextEncoder()
const encode = (text: string): Bytes => encoder.encode(text)

/** Compares the answers of each port with published ones, and with refusals of what was changed. */
export async function checkKnownAnswers(ports: readonly Port[], recorder: Recorder): Promise<void> {
  await checkDigests(ports, recorder)
  for (const answer of sealingAnswers) await checkBoxes(answer, ports, recorder)
  for (const answer of signatureAnswers) await checkSignatures(answer, ports, recorder)
}

async function checkDigests(ports: readonly Port[], { expectSame }: Recorder): Promise<void> {
  for (const { name, crypto } of ports) {
    for (const [hash, text, expected] of digestAnswers)
      expectSame(`${hash} of "${text}" by ${name}`, toHex(await crypto.digest(hash, encode(text))), expected)
    const derived = await crypto.deriveBits(new Uint8Array(22).fill(11), new Uint8Array(), 42)
    expectSame(`HKDF by ${name}`, toHex(derived), derivedAnswer)
  }
}

async function checkBoxes(
  answer: (typeof sealingAnswers)[number],
  ports: readonly Port[],
  { expectSame }: Recorder,
): Promise<void> {
  const box: GcmBox = {
    iv: fromHex(answer.iv),
    additionalData: encode(answer.additionalData),
    ciphertext: decodeBase64Url(answer.ciphertext),
    tag: decodeBase64Url(answer.tag),
  }
  const what = `the box of "${answer.plaintext}"`
  for (const { name, crypto } of ports) {
    const key = await crypto.deriveSealingKey(encode(sealingSecret), encode(sealingInfo))
    const sealed = await key.seal(box.iv, box.additionalData, encode(answer.plaintext))
    expectSame(`${what}, sealed by ${name}`, encodeBase64Url(sealed.ciphertext), answer.ciphertext)
    expectSame(`the tag of "${answer.plaintext}" by ${name}`, encodeBase64Url(sealed.tag), answer.tag)
    const opened = await key.open(box)
    expectSame(`${what}, opened by ${name}`, opened && encodeBase64Url(opened), toBase64Url(answer.plaintext))
    for (const [kind, changed] of changeBox(box))
      expectSame(`${what} with ${kind}, opened by ${name}`, await key.open(changed), undefined)
    for (const [secret, info] of [
      [sealingSecret, `${sealingInfo}.`],
      [`${sealingSecret}.`, sealingInfo],
    ] as const) {
      const wrong = await crypto.deriveSealingKey(encode(secret), encode(info))
      expectSame(`${what} with another key, opened by ${name}`, await wrong.open(box), undefined)
    }
  }
}

/** What must not open. A tag of 96 to 120 bits is a shorter tag of AES-GCM, but none of JWE (RFC 7518, section 5.3). */
function changeBox(box: GcmBox): readonly (readonly [string, GcmBox])[] {
  const longer = (bytes: Bytes): Bytes => join(bytes, new Uint8Array(1))
  return [
    ...Array.from(
      box.tag,
      (_, length) => [`a tag of ${length} bytes`, { tag: box.tag.slice(0, length) }] as const,
    ),
    ['a tag of 17 bytes', { tag: longer(box.tag) }] as const,
    ['a tag of zeros', { tag: new Uint8Array(16) }] as const,
    ...[0, 1, 8, 11, 13, 16].map(
      (length) =>
        [
          `an IV of ${length} bytes`,
          { iv: new Uint8Array([...box.iv, 0, 0, 0, 0]).slice(0, length) },
        ] as const,
    ),
    ['a longer header', { additionalData: longer(box.additionalData) }] as const,
    ['a longer ciphertext', { ciphertext: longer(box.ciphertext) }] as const,
    ['the tag behind the ciphertext', { ciphertext: join(box.ciphertext, box.tag) }] as const,
    ...Array.from(box.tag, (_, length) => cutElsewhere(box, length)),
    ...(['iv', 'additionalData', 'ciphertext', 'tag'] as const)
      .filter((member) => box[member].length > 0)
      .flatMap((member) =>
        [0, 8 * box[member].length - 1].map(
          (bit) => [`bit ${bit} of ${member} changed`, { [member]: flipBit(box[member], bit) }] as const,
        ),
      ),
  ].map(([kind, change]) => [kind, { ...box, ...change }])
}

/** The same bytes with the border between ciphertext and tag at another place. */
function cutElsewhere({ ciphertext, tag }: GcmBox, length: number): readonly [string, Partial<GcmBox>] {
  const both = join(ciphertext, tag)
  const cutAt = both.length - length
  return [
    `${length} bytes of the tag behind the border`,
    { ciphertext: both.slice(0, cutAt), tag: both.slice(cutAt) },
  ]
}

async function checkSignatures(
  answer: SignatureAnswer,
  ports: readonly Port[],
  { expectSame }: Recorder,
): Promise<void> {
  const { alg, signed, signature } = answer
  const key = await importPublicKey(alg, answer.key)
  const compare = async (kind: string, isValid: boolean, given: Verification): Promise<void> => {
    for (const port of ports)
      expectSame(`${alg}, ${answer.kind}, ${kind}, by ${port.name}`, await verify(port, given), isValid)
  }
  await compare('unchanged', answer.isValid, { alg, key, signed, signature })
  if (!answer.isValid) return
  for (const { kind, isValid, signature: changed } of changeSignature(answer))
    await compare(kind, isValid, { alg, key, signed, signature: encodeBase64Url(changed) })
  for (const [kind, changed] of [
    ['text cut', signed.slice(1)],
    ['longer text', `${signed} `],
    ['empty text', ''],
  ] as const)
    await compare(kind, false, { alg, key, signed: changed, signature })
  for (const other of signatureAnswers) {
    if (other.alg !== alg || other.key === answer.key) continue
    await compare('another key', false, {
      alg,
      key: await importPublicKey(alg, other.key),
      signed,
      signature,
    })
  }
}

/** A signature as the engine gets it. */
export interface Verification {
  readonly alg: string
  readonly key: CryptoKey
  /** ASCII */
  readonly signed: string
  /** base64url */
  readonly signature: string
}

export async function verify(port: Port, { alg, key, signed, signature }: Verification): Promise<boolean> {
  return verifyWithKey({ token: `${signed}.${signature}`, alg, signature }, key, port.crypto)
}

function toBase64Url(text: string): string {
  return encodeBase64Url(encode(text))
}

function toHex(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function fromHex(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
}
