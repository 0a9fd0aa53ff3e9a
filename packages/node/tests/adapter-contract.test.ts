import type { RequestListener } from 'node:http'
import { adapterContract, refreshContract } from '@x/oidc-testing'
import express from 'express'
import { describe, it } from 'vitest'
import { createExpressApp } from './contract-apps/express-app.ts'
import { createPlainApp } from './contract-apps/plain-app.ts'
import { startContractApp, startRefreshApp, type ContractOidc } from './start-contract-app.ts'

/** The contract's app for the newest servers. `contracts/` has the others. */
const apps: Readonly<Record<string, (oidc: ContractOidc, basePath: string) => RequestListener>> = {
  http: createPlainApp,
  'Express 5': (...given) => createExpressApp(express, ...given),
}

describe.each(Object.entries(apps))('the adapter on %s', (_, createApp) => {
  it.each(adapterContract)('$name', async ({ basePath, run }) => {
    const app = await startContractApp(createApp, basePath)
    await run(app).finally(app.close)
  })

  it.each(refreshContract)('$name', async ({ run }) => {
    const app = await startRefreshApp(createApp)
    await run(app).finally(app.close)
  })
})
