import { adapterContract } from '@x/oidc-testing'
import { describe, it } from 'vitest'
import { contractBuilds } from './contract-builds.ts'
import { startContractApp } from './start-contract-app.ts'

describe.each(contractBuilds)('the adapter on next start ($name)', (build) => {
  const cases = adapterContract.filter(({ basePath = '' }) => basePath === build.basePath)

  it.each(cases)('$name', async ({ run }) => {
    const app = await startContractApp(build)
    await run(app).finally(app.close)
  })
})
