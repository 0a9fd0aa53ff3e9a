import type { CryptoKey, JWK } from 'jose'
import type { Algorithm } from './algorithms.ts'

/** A key of this run, for one algorithm. */
export interface SigningKey {
  readonly publicKey: CryptoKey
  readonly privateKey: CryptoKey
}

/** Creates keys, at most one of a kind of RSA or of a curve: the runtimes take long for RSA. */
export function createKeyMaker(): (algorithm: Algorithm) => Promise<SigningKey> {
  const pairs = new Map<string, Promise<readonly [JWK, JWK]>>()
  return async ({ generated }) => {
    const kind =
      'modulusLength' in generated ? 'RSA' : 'namedCurve' in generated ? generated.namedCurve : 'Ed25519'
    const made = pairs.get(kind) ?? exportPair(generated)
    pairs.set(kind, made)
    const [publicJwk, privateJwk] = await made
    const { subtle } = globalThis.crypto
    return {
      publicKey: await subtle.importKey('jwk', publicJwk, generated, true, ['verify']),
      privateKey: await subtle.importKey('jwk', privateJwk, generated, true, ['sign']),
    }
  }
}

/** Without the members that name one algorithm and one use. */
async function exportPair(generated: Algorithm['generated']): Promise<readonly [JWK, JWK]> {
  const { subtle } = globalThis.crypto
  const pair = (await subtle.generateKey(generated, true, ['sign', 'verify'])) as CryptoKeyPair
  const strip = async (key: CryptoKey): Promise<JWK> => {
    const { alg: _, key_ops: __, ...jwk } = await subtle.exportKey('jwk', key)
    return jwk
  }
  return [await strip(pair.publicKey), await strip(pair.privateKey)]
}
