import { knownAnswers } from './known-answers.ts'
import { createNodeCrypto, findNodeModule, type NodeCrypto, type NodeCryptoModule } from './node-crypto.ts'
import type { RuntimeCrypto, SignatureAlgorithm } from './runtime-crypto.ts'
import { webCrypto } from './web-crypto.ts'

/**
 * Creates the cryptography of the runtime. Node's own module answers at once and without a trip to another thread. Each of its
 * algorithms is used only after it gave the known answers; until then, and where it fails, WebCrypto is used.
 * @param module undefined if the runtime is not known to have the module
 */
export function createRuntimeCrypto(module: NodeCryptoModule | undefined): RuntimeCrypto {
  if (module === undefined) return webCrypto
  const node = createNodeCrypto(module)
  const proven = new Map<string, boolean>()
  /** The running checks of algorithms. The first requests share one check. */
  const proving = new Map<string, Promise<boolean>>()

  function isProven(name: string, holds: () => boolean): boolean {
    const known = proven.get(name)
    if (known !== undefined) return known
    const result = isTrue(holds)
    proven.set(name, result)
    return result
  }

  const sealing = (): RuntimeCrypto =>
    isProven('sealing', () => knownAnswers.sealing(node)) ? node : webCrypto

  return {
    digest: (hash, data) =>
      (isProven(hash, () => knownAnswers.digest(node, hash)) ? node : webCrypto).digest(hash, data),
    deriveBits: (...given) => sealing().deriveBits(...given),
    deriveSealingKey: (...given) => sealing().deriveSealingKey(...given),
    verify(check) {
      const { alg } = check.algorithm
      const known = proven.get(alg)
      if (known !== undefined) return (known ? node : webCrypto).verify(check)
      const proof = proving.get(alg) ?? verifiesSignatures(node, check.algorithm)
      proving.set(alg, proof)
      return proof.then((result) => {
        proven.set(alg, result)
        return (result ? node : webCrypto).verify(check)
      })
    },
  }
}

function isTrue(holds: () => boolean): boolean {
  try {
    return holds()
  } catch {
    // An algorithm that the runtime does not have.
    return false
  }
}

/**
 * The known signatures are long, and most requests verify no signature, so they are loaded when the first signature is verified.
 */
async function verifiesSignatures(node: NodeCrypto, algorithm: SignatureAlgorithm): Promise<boolean> {
  try {
    const { verifiesKnownSignatures } = await import('./known-signatures.ts')
    return await verifiesKnownSignatures(node, algorithm)
  } catch {
    // The runtime does not have the algorithm, or a bundler lost the file.
    return false
  }
}

export const runtimeCrypto: RuntimeCrypto = createRuntimeCrypto(findNodeModule())
