import { randomBytes } from 'node:crypto'
import { startProvider } from '@x/oidc-testing'
import type { People } from '@x/oidc-testing'
import { createApp } from './app.ts'
import type { AppSettings } from './app.ts'
import { findFreePort, listenOnLoopback, stopServer } from './listen-on-loopback.ts'

export interface DemoOptions {
  readonly people: People
  readonly accessTokenFormat: 'jwt' | 'opaque'
  /** Where the app should listen; 0, or a port that is taken: any free one. */
  readonly appPort: number
  readonly providerPort: number
  readonly log?: AppSettings['log']
}

export interface RunningDemo {
  readonly appUrl: string
  readonly providerUrl: string
  /** Stops both at once. */
  readonly close: () => Promise<void>
}

/** Starts the embedded provider and the app that signs people in there. */
export async function startDemo(options: DemoOptions): Promise<RunningDemo> {
  const { people, accessTokenFormat } = options
  const appPort = await findFreePort(options.appPort)
  const appUrl = `http://localhost:${appPort}`
  const clientSecret = randomBytes(32).toString('hex')
  const provider = await startProvider({
    people,
    accessTokenFormat,
    port: await findFreePort(options.providerPort),
    clients: [
      {
        clientId: 'demo-app',
        clientSecret,
        redirectUris: [`${appUrl}/login/oauth2/code/demo`],
        postLogoutRedirectUris: [`${appUrl}/logout/done`],
      },
    ],
  })
  const app = createApp({
    baseUrl: appUrl,
    issuerUrl: provider.issuerUrl,
    clientSecret,
    sessionSecret: randomBytes(32).toString('hex'),
    accessTokenFormat,
    log: options.log,
  })
  await listenOnLoopback(app, appPort)
  return {
    appUrl,
    providerUrl: provider.issuerUrl,
    close: async () => {
      await Promise.all([stopServer(app), provider.close()])
    },
  }
}
