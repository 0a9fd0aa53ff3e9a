import { getRequestListener } from '@hono/node-server'
import { serveContractApp, type ContractApp } from '@x/oidc-testing'
import type { MiddlewareHandler } from 'hono'
import { createContractApp, waysToRespond } from './contract-app.ts'
import { createContractOidc } from './contract-oidc.ts'

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
