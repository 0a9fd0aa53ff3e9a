import type { RequestListener } from 'node:http'
import { startHttpServer } from '../../server/start-http-server.ts'
import type { ContractEvent } from '../contract-app.ts'
import type { ContractOptions } from '../serve-contract-app.ts'
import { refreshOptions, type RefreshApp, type RefreshSettings, startRefreshProvider } from './refresh-app.ts'

/**
 * Serves the app of the refresh contract on a loopback port, and starts its provider. For adapters on Node's `http`.
 * @param createApp is called when the address of the app is known. With `isStored` it adds `session.store` to the options, with
 * `isListed` `replayStore`
 */
export async function serveRefreshApp(
  createApp: (options: ContractOptions) => RequestListener,
  settings: RefreshSettings = {},
): Promise<RefreshApp> {
  const provider = await startRefreshProvider(settings)
  const { origin, server, close } = await startHttpServer()
  const events: ContractEvent[] = []
  const options = refreshOptions({ ...settings, baseUrl: origin, issuerUrl: provider.issuerUrl })
  server.on('request', createApp({ ...options, log: (event) => void events.push(event) }))
  return {
    ...settings,
    ...{ origin, provider },
    events: () => events,
    close: async () => {
      await Promise.all([close(), provider.close()])
    },
  }
}
