import type { RequestListener } from 'node:http'
import { startProvider } from '../provider/start-provider.ts'
import { startHttpServer } from '../server/start-http-server.ts'
import { contractClient, contractKeycloak, contractOptions, contractPeople } from './contract-app.ts'
import type { ContractApp, ContractEvent } from './contract-app.ts'

/** The options that the contract's app gives to the library. */
export interface ContractOptions extends ReturnType<typeof contractOptions> {
  /** Collects the events, for `ContractApp.events`. */
  readonly log: (event: ContractEvent) => void
}

/**
 * Serves the contract's app on a loopback port, and starts a provider at which the app is registered. For adapters on Node's
 * `http`.
 * @param createApp is called when the address of the app is known
 * @param basePath where the app is mounted
 * @param isAtKeycloak whether the provider is like Keycloak
 */
export async function serveContractApp(
  createApp: (options: ContractOptions) => RequestListener,
  basePath = '',
  isAtKeycloak = false,
): Promise<ContractApp> {
  const provider = await startProvider(isAtKeycloak ? contractKeycloak.provider : { people: contractPeople })
  const { origin, server, close } = await startHttpServer()
  const baseUrl = origin + basePath
  await provider.registerClient(contractClient(baseUrl))
  const events: ContractEvent[] = []
  const options = contractOptions({ baseUrl, issuerUrl: provider.issuerUrl, isAtKeycloak })
  server.on('request', createApp({ ...options, log: (event) => void events.push(event) }))
  return {
    origin,
    provider,
    events: () => events,
    isAtKeycloak,
    close: async () => {
      await Promise.all([close(), provider.close()])
    },
  }
}
