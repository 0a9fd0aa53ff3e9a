import { encodeBase64Url } from './base64url.ts'
import type { NodeCrypto } from './node-crypto.ts'
import type { Bytes, HashName } from './runtime-crypto.ts'

const encoder = new TextEncoder()

/** The digests of the bytes of "abc" (FIPS 180-4). */
const digests: Readonly<Record<HashName, string>> = {
  'SHA-256': 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0',
  'SHA-384': 'ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP_W-2AhgcroefMI1i67KE0yCWn',
  'SHA-512': '3a81oZNherrMQXNJriBBMRLm-k6JqX6iCp7u5ktV05ohkpkqJ0_BqDa6PCOj_uu9RU1EI2Q86A4qmslPpUyknw',
}

const secret = encoder.encode('known secret')
const info = encoder.encode('known info')
const iv = new Uint8Array(12)
const header = encoder.encode('known header')
const plaintext = encoder.encode('known text')
const derived = '7gyi6LjgqT_Dc2WvYqFIHv9lwvPNPG80RZIySEO_gxg'
const ciphertext = 'WfhFG_Iw74IwNg'
const tag = 'oyVo730TH1afBSeYSg9stg'

/** Whether an algorithm gives the answers that WebCrypto gives. A failing algorithm may also throw. */
export const knownAnswers = {
  digest: (crypto: NodeCrypto, hash: HashName): boolean =>
    encodeBase64Url(crypto.digest(hash, encoder.encode('abc'))) === digests[hash],

  sealing(crypto: NodeCrypto): boolean {
    const key = crypto.deriveSealingKey(secret, info)
    const box = key.seal(iv, header, plaintext)
    const opened = key.open(box)
    return (
      encodeBase64Url(crypto.deriveBits(secret, info, 32)) === derived &&
      encodeBase64Url(box.ciphertext) === ciphertext &&
      encodeBase64Url(box.tag) === tag &&
      opened !== undefined &&
      encodeBase64Url(opened) === encodeBase64Url(plaintext) &&
      key.open({ ...box, tag: changeLastBit(box.tag) }) === undefined &&
      key.open({ ...box, additionalData: changeLastBit(header) }) === undefined
    )
  },
}

/** A copy whose last bit is another. `slice` would not copy: the bytes may be a Buffer of Node. */
export function changeLastBit(bytes: Bytes): Bytes {
  const changed = new Uint8Array(bytes)
  changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1
  return changed
}
