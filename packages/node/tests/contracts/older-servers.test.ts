import type { RequestListener } from 'node:http'
import { adapterContract } from '@x/oidc-testing'
import express4 from 'express4'
import { describe, it } from 'vitest'
import { createConnectApp } from '../contract-apps/connect-app.ts'
import { createExpressApp } from '../contract-apps/express-app.ts'
import { startContractApp, type ContractOidc } from '../start-contract-app.ts'

const apps: Readonly<Record<string, (oidc: ContractOidc, basePath: string) => RequestListener>> = {
  'Express 4': (...given) => createExpressApp(express4, ...given),
  Connect: createConnectApp,
}

describe.each(Object.entries(apps))('the adapter on %s', (_, createApp) => {
  it.each(adapterContract)('$name', async ({ basePath, run }) => {
    const app = await startContractApp(createApp, basePath)
    await run(app).finally(app.close)
  })
})
