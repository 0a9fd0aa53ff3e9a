import { createNodeCrypto, findNodeModule, type NodeCryptoModule } from '../../src/crypto/node-crypto.ts'
import type { RuntimeCrypto } from '../../src/crypto/runtime-crypto.ts'
import { createRuntimeCrypto, runtimeCrypto } from '../../src/crypto/select-crypto.ts'
import { webCrypto } from '../../src/crypto/web-crypto.ts'

/** An implementation that this runtime has. */
export interface Port {
  readonly name: string
  readonly crypto: RuntimeCrypto
}

/** Finds the module of Node even where the list of runtimes does not name this one. */
export function findAnyNodeModule(): NodeCryptoModule | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
  return process?.getBuiltinModule?.('node:crypto') as NodeCryptoModule | undefined
}

/** Lists every implementation of the port that this runtime has. All must give the same answers. */
export function listPorts(): readonly Port[] {
  const listed = findNodeModule()
  const unlisted = listed === undefined ? findAnyNodeModule() : undefined
  return [
    { name: 'the selected port', crypto: runtimeCrypto },
    { name: 'WebCrypto', crypto: webCrypto },
    ...(listed === undefined ? [] : [{ name: 'node:crypto', crypto: createNodeCrypto(listed) }]),
    // The second line of defence: without the list, the known answers alone would have to send each algorithm to WebCrypto.
    ...(unlisted === undefined
      ? []
      : [{ name: 'node:crypto where it proves itself', crypto: createRuntimeCrypto(unlisted) }]),
  ]
}
