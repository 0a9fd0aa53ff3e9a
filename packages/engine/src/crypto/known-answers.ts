import { encodeBase64Url } from './base64url.ts'
import type { NodeCrypto } from './node-crypto.ts'
import type { Bytes, GcmBox, HashName } from './runtime-crypto.ts'

const encoder = new TextEncoder()

/** The digests of the bytes of "abc" (FIPS 180-4). */
const digests: Readonly<Record<HashName, string>> = {
  'SHA-256': 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0',
  'SHA-384': 'ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP_W-2AhgcroefMI1i67KE0yCWn',
  'SHA-512': '3a81oZNherrMQXNJriBBMRLm-k6JqX6iCp7u5ktV05ohkpkqJ0_BqDa6PCOj_uu9RU1EI2Q86A4qmslPpUyknw',
}

const secret = encoder.encode('known secret')
const info = encoder.encode('known info')
const iv = Uint8Array.from({ length: 12 }, (_, at) => at + 1)
const header = encoder.encode('known header')
const plaintext = encoder.encode('known text')
const derived = '7gyi6LjgqT_Dc2WvYqFIHv9lwvPNPG80RZIySEO_gxg'
const ciphertext = 'lnGw-nTZgReN-g'
const tag = 'V6KlqDRD7st3YMypTWszZA'

/** Whether an algorithm gives the answers that WebCrypto gives. A failing algorithm may also throw. */
export const knownAnswers = {
  digest: (crypto: NodeCrypto, hash: HashName): boolean =>
    encodeBase64Url(crypto.digest(hash, encoder.encode('abc'))) === digests[hash],

  sealing(crypto: NodeCrypto): boolean {
    const key = crypto.deriveSealingKey(secret, info)
    const box = key.seal(iv, header, plaintext)
    const opened = key.open(box)
    const derive = (...given: [secret: Bytes, info: Bytes]): string =>
      encodeBase64Url(crypto.deriveBits(...given, 32))
    const refused: GcmBox[] = [
      ...listChanges(box.tag).map((changed) => ({ ...box, tag: changed })),
      ...listChanges(iv).map((changed) => ({ ...box, iv: changed })),
      ...listChanges(box.ciphertext).map((changed) => ({ ...box, ciphertext: changed })),
      { ...box, additionalData: changeLastBit(header) },
      { ...box, tag: new Uint8Array(box.tag.subarray(0, 12)) },
    ]
    return (
      derive(secret, info) === derived &&
      derive(secret, changeLastBit(info)) !== derived &&
      derive(changeLastBit(secret), info) !== derived &&
      encodeBase64Url(box.ciphertext) === ciphertext &&
      encodeBase64Url(box.tag) === tag &&
      opened !== undefined &&
      encodeBase64Url(opened) === encodeBase64Url(plaintext) &&
      crypto.deriveSealingKey(secret, changeLastBit(info)).open(box) === undefined &&
      refused.every((changed) => key.open(changed) === undefined)
    )
  },
}

/** Returns copies with one changed byte: at the beginning, in the middle and at the end. */
function listChanges(bytes: Bytes): readonly Bytes[] {
  return [0, bytes.length >> 1, bytes.length - 1].map((at) =>
    bytes.map((byte, index) => (index === at ? byte ^ 1 : byte)),
  )
}

/** Returns a copy with a changed last bit. `slice` would not copy: the bytes may be a Buffer of Node. */
export function changeLastBit(bytes: Bytes): Bytes {
  const changed = new Uint8Array(bytes)
  changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1
  return changed
}
