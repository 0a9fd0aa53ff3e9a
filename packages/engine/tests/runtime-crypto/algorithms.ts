import { signingAlgorithms } from '@x/oidc-core'
import type { CryptoKey, JWK } from 'jose'

/** The parameters of WebCrypto, spelt out anew: the tests must not use the table that they test. */
export interface Algorithm {
  readonly alg: string
  readonly generated: RsaHashedKeyGenParams | EcKeyGenParams | { readonly name: 'Ed25519' }
  readonly signed: RsaPssParams | EcdsaParams | { readonly name: string }
}

const modulus = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }

export const algorithms: readonly Algorithm[] = signingAlgorithms.map((alg) => {
  const bits = Number(alg.slice(2))
  const hash = `SHA-${bits}`
  switch (alg.slice(0, 2)) {
    case 'RS': {
      const name = 'RSASSA-PKCS1-v1_5'
      return { alg, generated: { name, hash, ...modulus }, signed: { name } }
    }
    case 'PS': {
      const name = 'RSA-PSS'
      return { alg, generated: { name, hash, ...modulus }, signed: { name, saltLength: bits / 8 } }
    }
    case 'ES': {
      const name = 'ECDSA'
      return {
        alg,
        generated: { name, namedCurve: `P-${bits === 512 ? 521 : bits}` },
        signed: { name, hash },
      }
    }
    default: {
      const name = 'Ed25519'
      return { alg, generated: { name }, signed: { name } }
    }
  }
})

function findAlgorithm(alg: string): Algorithm {
  const found = algorithms.find((each) => each.alg === alg)
  if (found === undefined) throw new Error(`There is no algorithm "${alg}".`)
  return found
}

export async function importPublicKey(alg: string, jwk: JWK): Promise<CryptoKey> {
  return crypto.subtle.importKey('jwk', jwk, findAlgorithm(alg).generated, true, ['verify'])
}
