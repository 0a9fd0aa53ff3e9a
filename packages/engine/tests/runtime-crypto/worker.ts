// Bundled and started by `workerd test`, with a seed and a number of inputs as bindings.
import { checkRuntimeCrypto } from './check-runtime-crypto.ts'

interface Bindings {
  readonly SEED: number
  readonly RUNS: number
}

export default {
  async test(_controller: unknown, { SEED: seed, RUNS: runs }: Bindings): Promise<void> {
    console.log(JSON.stringify(await checkRuntimeCrypto({ seed, runs })))
  },
}
