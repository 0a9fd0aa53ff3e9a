import { createRuntimeCrypto, runtimeCrypto } from '../../src/crypto/select-crypto.ts'
import { checkKnownAnswers } from './known-answers.ts'
import { findAnyNodeModule, listPorts } from './ports.ts'
import { checkRandomInputs, type RandomRun } from './random-inputs.ts'
import { createRecorder } from './recorder.ts'
import { findSelection, type Selection } from './selection.ts'

/** What the cryptography of one runtime was seen to do. */
export interface CryptoReport extends Selection {
  /** Whether `process.getBuiltinModule` has a `node:crypto`, used or not. */
  readonly hasNodeModule: boolean
  /** What the known answers alone would select, without the list of runtimes, of the module that this runtime has. */
  readonly atOnceWithoutList: readonly string[]
  readonly ports: readonly string[]
  readonly knownAnswers: number
  readonly randomInputs: number
  /** One for each comparison that failed. */
  readonly failures: readonly string[]
}

/** Checks all implementations of `RuntimeCrypto` that this runtime has. Throws nothing that a wrong answer could cause. */
export async function checkRuntimeCrypto(run: RandomRun): Promise<CryptoReport> {
  const ports = listPorts()
  const recorder = createRecorder()
  await checkKnownAnswers(ports, recorder)
  const knownAnswers = recorder.count()
  const randomInputs = await checkRandomInputs(ports, recorder, run)
  const module = findAnyNodeModule()
  const withoutList = await findSelection(createRuntimeCrypto(module))
  return {
    ...(await findSelection(runtimeCrypto)),
    hasNodeModule: module !== undefined,
    atOnceWithoutList: withoutList.atOnce,
    ports: ports.map(({ name }) => name),
    ...{ knownAnswers, randomInputs, failures: recorder.failures },
  }
}
