import { isPromise } from '../../src/maybe-promise.ts'
import type { HashName, RuntimeCrypto } from '../../src/crypto/runtime-crypto.ts'
import { verifyWithKey } from '../../src/crypto/verify-signature.ts'
import { importPublicKey } from './algorithms.ts'
import { signatureAnswers } from './signature-answers.ts'

/** The names of what a port answers at once, by `node:crypto`, and of what it returns a promise for, by WebCrypto. */
export interface Selection {
  readonly atOnce: readonly string[]
  readonly byPromise: readonly string[]
}

const noBytes = new Uint8Array()

/** Finds which implementation a port selected for each algorithm, by what it returns once each of them was used. */
export async function findSelection(crypto: RuntimeCrypto): Promise<Selection> {
  const sealingKey = crypto.deriveSealingKey(noBytes, noBytes)
  const results: [string, unknown][] = [
    ...(['SHA-256', 'SHA-384', 'SHA-512'] satisfies HashName[]).map((hash): [string, unknown] => [
      hash,
      crypto.digest(hash, noBytes),
    ]),
    ['HKDF', crypto.deriveBits(noBytes, noBytes, 1)],
    ['sealing', isPromise(sealingKey) ? sealingKey : sealingKey.seal(new Uint8Array(12), noBytes, noBytes)],
  ]
  for (const { alg, kind, key, signed, signature } of signatureAnswers) {
    if (kind !== 'valid') continue
    const token = { alg, signature, token: `${signed}.${signature}` }
    const imported = await importPublicKey(alg, key)
    // The first signature waits for the known answers wherever it is verified.
    await verifyWithKey(token, imported, crypto)
    results.push([alg, verifyWithKey(token, imported, crypto)])
  }
  await Promise.all(results.map(([, result]) => result))
  const named = (wanted: boolean): string[] =>
    results.filter(([, result]) => isPromise(result) === wanted).map(([name]) => name)
  return { atOnce: named(false), byPromise: named(true) }
}
