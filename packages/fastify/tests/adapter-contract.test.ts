import { adapterContract } from '@x/oidc-testing'
import { describe, it } from 'vitest'
import { startContractApp } from './contract-app.ts'

describe('the adapter on Fastify', () => {
  it.each(adapterContract)('$name', async ({ basePath, run }) => {
    const app = await startContractApp(basePath)
    await run(app).finally(app.close)
  })
})
