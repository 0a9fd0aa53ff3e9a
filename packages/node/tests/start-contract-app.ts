import type { RequestListener } from 'node:http'
import {
  serveContractApp,
  serveRefreshApp,
  type ContractApp,
  type ContractOptions,
  type RefreshApp,
} from '@x/oidc-testing'
import { createOidc } from '@x/oidc-node'
import { waysToRespond } from './contract-apps/responses.ts'

export type ContractOidc = ReturnType<typeof createContractOidc>

export function createContractOidc(options: ContractOptions) {
  return createOidc(options)
}

/**
 * Starts the contract's application on a loopback port, with a provider of its own, which may be like Keycloak, mounted at
 * `basePath`.
 */
export async function startContractApp(
  createApp: (oidc: ContractOidc, basePath: string) => RequestListener,
  basePath = '',
  isAtKeycloak = false,
): Promise<ContractApp> {
  const app = await serveContractApp(
    (options) => createApp(createContractOidc(options), basePath),
    basePath,
    isAtKeycloak,
  )
  return { ...app, waysToRespond }
}

/** Starts the app of the refresh contract. */
export function startRefreshApp(
  createApp: (oidc: ContractOidc, basePath: string) => RequestListener,
): Promise<RefreshApp> {
  return serveRefreshApp((options) => createApp(createContractOidc(options), ''))
}
