import { adapterContract } from '@x/oidc-testing'
import { describe, it } from 'vitest'
import { startContractApp } from './start-contract-app.ts'

describe('the adapter on Hono', () => {
  it.each(adapterContract)('$name', async ({ run }) => {
    const app = await startContractApp()
    await run(app).finally(app.close)
  })
})
