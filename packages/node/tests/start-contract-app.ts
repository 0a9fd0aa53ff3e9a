import http, { type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  contractClient,
  contractOptions,
  contractPeople,
  startProvider,
  type ContractApp,
} from '@x/oidc-testing'
import { createOidc } from '@x/oidc-node'

export type ContractOidc = ReturnType<typeof createContractOidc>

function createContractOidc(baseUrl: string, issuerUrl: string) {
  return createOidc({ ...contractOptions({ baseUrl, issuerUrl }), log: () => undefined })
}

/** Starts the contract's application on a loopback port, with a provider of its own, mounted at `basePath`. */
export async function startContractApp(
  createApp: (oidc: ContractOidc, basePath: string) => RequestListener,
  basePath = '',
): Promise<ContractApp> {
  const provider = await startProvider({ people: contractPeople })
  const server = http.createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  await provider.registerClient(contractClient(origin + basePath))
  server.on('request', createApp(createContractOidc(origin + basePath, provider.issuerUrl), basePath))

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
