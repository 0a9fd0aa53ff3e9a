import { adapterContract } from '@x/oidc-testing'
import { describe, it } from 'vitest'
import { startContractApp } from '../start-contract-app.ts'

describe('the adapter on Hono, at a provider like Keycloak', () => {
  it.each(adapterContract)('$name', async ({ basePath, run }) => {
    const app = await startContractApp(basePath, undefined, true)
    await run(app).finally(app.close)
  })
})
