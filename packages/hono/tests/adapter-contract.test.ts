import { adapterContract } from '@x/oidc-testing'
import { describe, it } from 'vitest'
import { startContractApp } from './start-contract-app.ts'

describe('the adapter on Hono', () => {
  it.each(adapterContract)('$name', async ({ basePath, run }) => {
    const app = await startContractApp(basePath)
    await run(app).finally(app.close)
  })
})
