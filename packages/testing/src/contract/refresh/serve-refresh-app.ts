import type { RequestListener } from 'node:http'
import { startMisbehavingProvider } from '../../misbehaving/start-misbehaving-provider.ts'
import { startHttpServer } from '../../server/start-http-server.ts'
import type { ContractEvent } from '../contract-app.ts'
import type { ContractOptions } from '../serve-contract-app.ts'
import { refreshOptions, refreshPerson, type RefreshApp } from './refresh-app.ts'

/**
 * Serves the app of the refresh contract on a loopback port, and starts its provider. For adapters on Node's `http`.
 * @param createApp is called when the address of the app is known
 */
export async function serveRefreshApp(
  createApp: (options: ContractOptions) => RequestListener,
): Promise<RefreshApp> {
  const provider = await startMisbehavingProvider({ claims: refreshPerson })
  const { origin, server, close } = await startHttpServer()
  const events: ContractEvent[] = []
  const options = refreshOptions({ baseUrl: origin, issuerUrl: provider.issuerUrl })
  server.on('request', createApp({ ...options, log: (event) => void events.push(event) }))
  return {
    ...{ origin, provider },
    events: () => events,
    close: async () => {
      await Promise.all([close(), provider.close()])
    },
  }
}
