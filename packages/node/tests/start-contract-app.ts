import type { RequestListener } from 'node:http'
import {
  serveContractApp,
  serveRefreshApp,
  type ContractApp,
  type ContractOptions,
  type RefreshApp,
  type RefreshSettings,
} from '@x/oidc-testing'
import { createOidc, memoryStore, type SessionStore } from '@x/oidc-node'
import { waysToRespond } from './contract-apps/responses.ts'

export type ContractOidc = ReturnType<typeof createContractOidc>

export function createContractOidc(options: ContractOptions, store?: SessionStore) {
  const { session } = options
  return createOidc({ ...options, session: store === undefined ? session : { ...session, store } })
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
  settings: RefreshSettings = {},
): Promise<RefreshApp> {
  const store = settings.isStored === true ? memoryStore() : undefined
  return serveRefreshApp((options) => createApp(createContractOidc(options, store), ''), settings)
}
