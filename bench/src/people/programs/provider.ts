// A process of its own, so that the processor time of a callback holds nothing of the provider.
import type { ClientOptions } from '@x/oidc-testing'
import { startProviderOfPerson } from '../../authenticated-get/person.ts'

process.once('message', (client: ClientOptions) => void start(client))
process.once('disconnect', () => process.exit())

async function start(client: ClientOptions): Promise<void> {
  const provider = await startProviderOfPerson()
  await provider.registerClient(client)
  process.send?.(provider.issuerUrl)
}
