import { generateKeyPairSync, sign } from 'node:crypto'

/** A certificate for tests, signed by its own key. */
export interface BuiltCertificate {
  /** The private key and the certificate in PEM, as Node's TLS accepts them. */
  readonly key: string
  /** The certificate in PEM. */
  readonly cert: string
  /** The certificate in DER. */
  readonly der: Buffer
}

const ecdsaWithSha256 = encode(0x30, Buffer.from('06082a8648ce3d040302', 'hex'))
const commonName = Buffer.from('0603550403', 'hex')

/** Builds a self-signed certificate. That is enough for tests: a TLS handshake proves who has the private key. */
export function buildCertificate(name: string): BuiltCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const subject = encode(0x30, encode(0x31, encode(0x30, commonName, encode(0x0c, Buffer.from(name)))))
  const [from, to] = ['250101000000Z', '491231235959Z'].map((time) => encode(0x17, Buffer.from(time)))
  const content = encode(
    0x30,
    encode(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    subject,
    encode(0x30, from ?? '', to ?? ''),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = encode(0x03, Buffer.from([0]), sign('sha256', content, privateKey))
  const der = encode(0x30, content, ecdsaWithSha256, signature)
  const cert = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert, der }
}

/** @see ITU-T X.690, section 8.1 */
function encode(tag: number, ...parts: readonly (Uint8Array | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)))
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
