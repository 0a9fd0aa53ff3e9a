import { once } from 'node:events'
import { createApiServer } from '@x/example-node/create-api-server'
import type { ApiSettings } from '@x/example-node/create-api-server'

/** Starts the API of the demo at `url`. Resolves to what stops it at once. */
export async function startApi(settings: ApiSettings): Promise<() => Promise<void>> {
  const server = createApiServer(settings).listen(Number(new URL(settings.url).port), '127.0.0.1')
  await once(server, 'listening')
  return async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
}
