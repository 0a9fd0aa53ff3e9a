import type { AddressInfo } from 'node:net'
import { createApp } from '../src/app.ts'

export interface Demo {
  readonly url: string
  readonly close: () => void
}

/** Starts the demo without a provider, for pages that need no sign-in. */
export async function startDemo(): Promise<Demo> {
  const app = createApp({
    ...{ baseUrl: 'http://localhost:3000', issuerUrl: 'http://localhost:4000', clientId: 'demo-app' },
    ...{ clientSecret: 'never used', sessionSecret: 'a session secret that seals nothing' },
    ...{ accessTokenFormat: 'jwt', accessTokenProfile: 'rfc9068', tokenUrl: 'http://localhost:4000/token' },
    peopleUrl: 'http://localhost:4000/people',
  })
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(app.address() as AddressInfo).port}`,
    close: () => void app.close(),
  }
}
