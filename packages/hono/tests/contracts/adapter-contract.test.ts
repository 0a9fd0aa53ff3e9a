import { adapterContract, refreshContract } from '@x/oidc-testing'
import { describe, it } from 'vitest'
import { startContractApp, startRefreshApp } from '../start-contract-app.ts'

describe('the adapter on Hono', () => {
  it.each(adapterContract)('$name', async ({ basePath, run }) => {
    const app = await startContractApp(basePath)
    await run(app).finally(app.close)
  })

  it.each(refreshContract)('$name', async ({ run }) => {
    const app = await startRefreshApp()
    await run(app).finally(app.close)
  })
})
