import { expect, it } from 'vitest'
import { checkRuntimeCrypto } from './check-runtime-crypto.ts'
import { algorithms } from './algorithms.ts'

// Their verification takes a millisecond and more.
const slow = ['ES384', 'ES512']
const quick = algorithms.map(({ alg }) => alg).filter((alg) => !slow.includes(alg))

it('gives the known answers, and the same on random inputs, by every implementation', async () => {
  const seed = globalThis.crypto.getRandomValues(new Int32Array(1))[0]!
  const report = await checkRuntimeCrypto({ seed, runs: 10 })
  console.info(`seed ${seed}: ${report.knownAnswers} known answers, ${report.randomInputs} random inputs`)
  expect(report).toMatchObject({
    ports: ['the selected port', 'WebCrypto', 'node:crypto'],
    atOnce: ['SHA-256', 'SHA-384', 'SHA-512', 'HKDF', 'sealing', ...quick],
    ...{ byPromise: slow, failures: [] },
  })
})
