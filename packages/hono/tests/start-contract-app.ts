import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { contractClient, contractPeople, startProvider, type ContractApp } from '@x/oidc-testing'
import type { MiddlewareHandler } from 'hono'
import { createContractApp } from './contract-app.ts'
import { createContractOidc } from './contract-oidc.ts'

/**
 * Starts the contract's application on a loopback port, with a provider of its own, mounted at `basePath` and with something
 * in front of it.
 */
export async function startContractApp(basePath = '', front?: MiddlewareHandler): Promise<ContractApp> {
  const provider = await startProvider({ people: contractPeople })
  const server = http.createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  await provider.registerClient(contractClient(origin + basePath))
  const app = createContractApp(createContractOidc(origin + basePath, provider.issuerUrl), basePath, front)
  server.on('request', getRequestListener(app.fetch))

  function closeServer(): Promise<void> {
    return new Promise((resolve) => {
      server.close(() => {
        resolve()
      })
      server.closeAllConnections()
    })
  }

  return {
    origin,
    provider,
    close: async () => {
      await Promise.all([closeServer(), provider.close()])
    },
  }
}
