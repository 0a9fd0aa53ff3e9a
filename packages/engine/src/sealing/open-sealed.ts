import { decodeBase64Url } from './decode-base64url.ts'

// Where the parts of a JWE in compact form begin and end, by the grammar that `parseSealed` holds it to.
const ivLength = 16
const tagLength = 22

const encoder = new TextEncoder()

/**
 * Opens the JWE of a direct key with AES-256-GCM; undefined when it was changed or sealed with another key. The grammar is
 * checked already: see `parseSealed`.
 * @see RFC 7516, section 5.2, and RFC 7518, section 5.3
 */
export async function openSealed(sealed: string, key: CryptoKey): Promise<ArrayBuffer | undefined> {
  const header = sealed.slice(0, sealed.indexOf('.'))
  const ivAt = header.length + '..'.length
  const ciphertextAt = ivAt + ivLength + '.'.length
  const tagAt = sealed.length - tagLength
  const algorithm = {
    name: 'AES-GCM',
    iv: decodeBase64Url(sealed.slice(ivAt, ivAt + ivLength)),
    additionalData: encoder.encode(header),
    tagLength: 128,
  }
  const ciphertext = decodeBase64Url(sealed.slice(ciphertextAt, tagAt - '.'.length))
  const tag = decodeBase64Url(sealed.slice(tagAt))
  const both = new Uint8Array(ciphertext.length + tag.length)
  both.set(ciphertext)
  both.set(tag, ciphertext.length)
  try {
    return await crypto.subtle.decrypt(algorithm, key, both)
  } catch {
    return undefined
  }
}
