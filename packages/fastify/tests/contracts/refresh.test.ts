import { logoutContract, refreshContract, type RefreshSettings } from '@x/oidc-testing'
import { describe, it } from 'vitest'
import { startRefreshApp } from '../contract-app.ts'

const apps: readonly (readonly [string, RefreshSettings])[] = [
  ['at a provider like Keycloak', { isAtKeycloak: true }],
  ['with a store', { isStored: true }],
]

describe.each(apps)('the refresh contract on Fastify, %s', (_, settings) => {
  it.each(refreshContract)('$name', async ({ run }) => {
    const app = await startRefreshApp(settings)
    await run(app).finally(app.close)
  })
})

describe('the logout contract on Fastify', () => {
  it.each(logoutContract)('$name', async ({ run }) => {
    const app = await startRefreshApp({ isStored: true })
    await run(app).finally(app.close)
  })
})
