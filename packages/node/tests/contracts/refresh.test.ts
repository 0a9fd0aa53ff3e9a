import type { RequestListener } from 'node:http'
import {
  logoutContract,
  refreshContract,
  thirdPartyLoginContract,
  type RefreshSettings,
} from '@x/oidc-testing'
import express from 'express'
import express4 from 'express4'
import { describe, it } from 'vitest'
import { createConnectApp } from '../contract-apps/connect-app.ts'
import { createExpressApp } from '../contract-apps/express-app.ts'
import { createPlainApp } from '../contract-apps/plain-app.ts'
import { startRefreshApp, type ContractOidc } from '../start-contract-app.ts'

type CreateApp = (oidc: ContractOidc, basePath: string) => RequestListener
const express5: CreateApp = (...given) => createExpressApp(express, ...given)
const keycloak = { isAtKeycloak: true }
const store = { isStored: true }

/** Where the adapter contract runs, too. `adapter-contract.test.ts` has the newest servers with tokens in cookies. */
const apps: readonly (readonly [string, CreateApp, RefreshSettings])[] = [
  ['Express 4', (...given) => createExpressApp(express4, ...given), {}],
  ['Connect', createConnectApp, {}],
  ['http, at a provider like Keycloak', createPlainApp, keycloak],
  ['Express 5, at a provider like Keycloak', express5, keycloak],
  ['http, with a store', createPlainApp, store],
  ['Express 5, with a store', express5, store],
]

describe.each(apps)('the refresh contract on %s', (_, createApp, settings) => {
  it.each(refreshContract)('$name', async ({ run }) => {
    const app = await startRefreshApp(createApp, settings)
    await run(app).finally(app.close)
  })
})

const list = { isListed: true }

const servers: readonly (readonly [string, CreateApp, RefreshSettings])[] = [
  ['Express 5, with a store', express5, store],
  ['Express 5, with a list of logouts', express5, list],
  ['Express 4, with a store', (...given) => createExpressApp(express4, ...given), store],
  ['Connect, with a list of logouts', createConnectApp, list],
  ['http, with a store', createPlainApp, store],
  ['http, with a list of logouts', createPlainApp, list],
]

describe.each(servers)(
  'the contracts of logouts and of third-party login on %s',
  (_, createApp, settings) => {
    it.each([...logoutContract, ...thirdPartyLoginContract])('$name', async ({ run }) => {
      const app = await startRefreshApp(createApp, settings)
      await run(app).finally(app.close)
    })
  },
)
