import { adapterContract } from '@x/oidc-testing'
import { it } from 'vitest'
import type { ContractBuild } from './contract-builds.ts'
import { startContractApp } from './start-contract-app.ts'

/** Defines a test for each case of the contract. Each starts the app anew. */
export function holdToContract(build: ContractBuild): void {
  it.each(adapterContract)('$name', { timeout: 90_000 }, async ({ basePath = '', run }) => {
    const app = await startContractApp(build, { basePath })
    await run(app).finally(app.close)
  })
}
