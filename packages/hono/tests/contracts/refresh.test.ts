import {
  logoutContract,
  refreshContract,
  thirdPartyLoginContract,
  type RefreshSettings,
} from '@x/oidc-testing'
import { describe, it } from 'vitest'
import { startRefreshApp } from '../start-contract-app.ts'

const apps: readonly (readonly [string, RefreshSettings])[] = [
  ['at a provider like Keycloak', { isAtKeycloak: true }],
  ['with a store', { isStored: true }],
]

describe.each(apps)('the refresh contract on Hono, %s', (_, settings) => {
  it.each(refreshContract)('$name', async ({ run }) => {
    const app = await startRefreshApp(settings)
    await run(app).finally(app.close)
  })
})

const modes: readonly (readonly [string, RefreshSettings])[] = [
  ['sessions in a store', { isStored: true }],
  ['sessions in cookies and a list of logouts', { isListed: true }],
]

describe.each(modes)('the contracts of logouts and of third-party login on Hono, with %s', (_, settings) => {
  it.each([...logoutContract, ...thirdPartyLoginContract])('$name', async ({ run }) => {
    const app = await startRefreshApp(settings)
    await run(app).finally(app.close)
  })
})
