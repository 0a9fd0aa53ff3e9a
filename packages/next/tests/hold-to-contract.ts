import { adapterContract, refreshContract, type ContractCase } from '@x/oidc-testing'
import { afterAll, it } from 'vitest'
import { basePathBuild, type ContractBuild } from './contract-builds.ts'
import {
  startContractApp,
  startRefreshApp,
  type StartedApp,
  type StartedRefreshApp,
} from './start-contract-app.ts'

/** Defines a test for each case of the contract. One app serves them in turn, but for the cases that need an app of their own. */
export function holdToContract(build: ContractBuild): void {
  let shared: Promise<StartedApp> | undefined
  afterAll(async () => {
    await (await shared)?.close()
  })
  let refreshing: Promise<StartedRefreshApp> | undefined
  afterAll(async () => {
    await (await refreshing)?.close()
  })
  it.each(refreshContract)('$name', async ({ run }) => {
    refreshing ??= startRefreshApp(build)
    await run(await refreshing)
  })
  it.each(adapterContract)('$name', async (contractCase) => {
    const { basePath, name, run } = contractCase
    if (basePath !== undefined || name.startsWith('starts without')) return runAlone(build, contractCase)
    shared ??= startContractApp(build)
    const app = await shared
    await run(app).finally(() => app.provider.comeBack())
  })
}

/** A base path belongs to a build, and the one of the contract is that of one. */
async function runAlone(build: ContractBuild, { basePath, run }: ContractCase): Promise<void> {
  const app = await startContractApp(basePath === basePathBuild.basePath ? basePathBuild : build)
  await run(app).finally(app.close)
}
