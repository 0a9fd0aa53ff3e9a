import { getRequestListener } from '@hono/node-server'
import {
  serveContractApp,
  serveRefreshApp,
  type ContractApp,
  type RefreshApp,
  type RefreshSettings,
} from '@x/oidc-testing'
import type { MiddlewareHandler } from 'hono'
import { createContractApp, waysToRespond } from './contract-app.ts'
import { createContractOidc, createContractStores } from './contract-oidc.ts'

/**
 * Starts the contract's application on a loopback port, with a provider of its own, which may be like Keycloak, mounted at
 * `basePath` and with middleware in front of it.
 */
export async function startContractApp(
  basePath = '',
  front?: MiddlewareHandler,
  isAtKeycloak = false,
): Promise<ContractApp> {
  const app = await serveContractApp(
    (options) => getRequestListener(createContractApp(createContractOidc(options), basePath, front).fetch),
    basePath,
    isAtKeycloak,
  )
  return { ...app, waysToRespond }
}

/** Starts the app of the refresh contract. */
export function startRefreshApp(settings: RefreshSettings = {}): Promise<RefreshApp> {
  const stores = createContractStores(settings)
  return serveRefreshApp(
    (options) => getRequestListener(createContractApp(createContractOidc(options, stores), '').fetch),
    settings,
  )
}
