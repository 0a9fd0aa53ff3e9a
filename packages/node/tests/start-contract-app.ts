import type { RequestListener } from 'node:http'
import { serveContractApp, type ContractApp, type ContractOptions } from '@x/oidc-testing'
import { createOidc } from '@x/oidc-node'
import { waysToRespond } from './contract-apps/responses.ts'

export type ContractOidc = ReturnType<typeof createContractOidc>

function createContractOidc(options: ContractOptions) {
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
