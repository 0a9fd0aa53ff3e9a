import { assertSignsOutInBrowser, overwrites } from '@x/oidc-testing'
import express from 'express'
import { it } from 'vitest'
import { createExpressApp } from './contract-apps/express-app.ts'
import { startContractApp } from './start-contract-app.ts'

it('in a real Chromium, on-headers in front of Express neither stops a sign-out nor keeps a page', async () => {
  const app = await startContractApp((...given) => createExpressApp(express, ...given))
  await assertSignsOutInBrowser(app, { [overwrites]: '1' }).finally(app.close)
})
