import type { RequestListener } from 'node:http'
import { adapterContract } from '@x/oidc-testing'
import express from 'express'
import { createExpressApp } from './contract-apps/express-app.ts'
import { startContractApp, type ContractOidc } from './start-contract-app.ts'

export interface Defect {
  readonly decorate?: (app: RequestListener) => RequestListener
  readonly alter?: (oidc: ContractOidc) => ContractOidc
  /** Where the app is mounted, which the adapter is not told. */
  readonly at?: string
}

/** Runs the one case of that name, on the contract's app with a defect in front or inside. */
export async function runBroken(
  name: string,
  { decorate = (app) => app, alter = (oidc) => oidc, at }: Defect,
): Promise<void> {
  const found = adapterContract.filter((each) => each.name.startsWith(name))
  if (found.length !== 1) throw new TypeError(`${found.length} cases begin so: ${name}`)
  for (const each of found) {
    const app = await startContractApp(
      (oidc, basePath) => decorate(createExpressApp(express, alter(oidc), at ?? basePath)),
      at === undefined ? each.basePath : '',
    )
    await each.run(app).finally(app.close)
  }
}
