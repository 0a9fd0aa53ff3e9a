import { adapterContract } from '@x/oidc-testing'
import { describe, it } from 'vitest'
import { startContractApp } from '../contract-app.ts'

describe('the adapter on Fastify, at a provider like Keycloak', () => {
  it.each(adapterContract)('$name', async ({ basePath, run }) => {
    const app = await startContractApp(basePath, { isAtKeycloak: true })
    await run(app).finally(app.close)
  })
})
