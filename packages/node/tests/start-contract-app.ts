import type { RequestListener } from 'node:http'
import {
  serveContractApp,
  serveRefreshApp,
  type ContractApp,
  type ContractOptions,
  type RefreshApp,
  type RefreshSettings,
} from '@x/oidc-testing'
import { createOidc, memoryReplayStore, memoryStore, type ReplayStore, type SessionStore } from '@x/oidc-node'
import { waysToRespond } from './contract-apps/responses.ts'

export type ContractOidc = ReturnType<typeof createContractOidc>

/** Where sessions are, or what ends those in cookies. Both engines of an app may have the same. */
export interface ContractStores {
  readonly store?: SessionStore
  readonly replayStore?: ReplayStore
}

function createContractStores({ isStored, isListed }: RefreshSettings): ContractStores {
  return {
    ...(isStored === true && { store: memoryStore() }),
    ...(isListed === true && { replayStore: memoryReplayStore() }),
  }
}

export function createContractOidc(options: ContractOptions, { store, replayStore }: ContractStores = {}) {
  const session = store === undefined ? options.session : { ...options.session, store }
  return createOidc({ ...options, session, ...(replayStore !== undefined && { replayStore }) })
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
  const stores = createContractStores(settings)
  return serveRefreshApp((options) => createApp(createContractOidc(options, stores), ''), settings)
}
