import { randomBytes } from 'node:crypto'
import { scriptClientId } from '@x/example-node/api-request'
import { listApis } from '@x/example-node/list-apis'
import { startProvider } from '@x/oidc-testing'
import type { EmbeddedProvider, People } from '@x/oidc-testing'
import { apps } from './apps.ts'
import type { AppName } from './apps.ts'
import { buildApp } from './build-app.ts'
import { findFreePort } from './find-free-port.ts'
import { startApp } from './start-app.ts'
import type { AppProcess } from './start-app.ts'

export interface ExampleOptions {
  readonly app: AppName
  readonly people: People
  /** Where the app should listen; 0, or a port that is taken: any free one. */
  readonly appPort: number
  readonly providerPort: number
  /** @default 'jwt' */
  readonly accessTokenFormat?: 'jwt' | 'opaque'
  /** Whether the app prints to the terminal. @default false */
  readonly show?: boolean
  /** Options for the Node that runs the app. @default those of this process */
  readonly nodeOptions?: string
}

export interface RunningExample {
  readonly appUrl: string
  readonly provider: EmbeddedProvider
  readonly output: AppProcess['output']
  readonly ended: AppProcess['ended']
  /** Stops both at once. */
  readonly close: () => Promise<void>
}

/** Starts the embedded provider and an app that signs people in there. */
export async function startExample(options: ExampleOptions): Promise<RunningExample> {
  const {
    people,
    accessTokenFormat = 'jwt',
    show = false,
    nodeOptions = process.env['NODE_OPTIONS'] ?? '',
  } = options
  await buildApp(apps[options.app], console.log)
  const appPort = await findFreePort(options.appPort)
  const appUrl = `http://localhost:${appPort}`
  const clientSecret = randomBytes(32).toString('hex')
  const provider = await startProvider({
    people,
    accessTokenFormat,
    opaqueAudiences: listApis({ baseUrl: appUrl, accessTokenFormat })
      .filter(({ format }) => format === 'opaque')
      .map(({ audience }) => audience),
    port: await findFreePort(options.providerPort),
    clients: [
      {
        clientId: 'demo-app',
        clientSecret,
        redirectUris: [`${appUrl}/login/oauth2/code/demo`],
        postLogoutRedirectUris: [`${appUrl}/logout/done`],
      },
      // It signs nobody in with a browser, but no client comes without an address.
      { clientId: scriptClientId, redirectUris: [appUrl] },
    ],
  })
  const env = {
    ...{ HOST: '127.0.0.1', PORT: `${appPort}`, BASE_URL: appUrl, ISSUER_URL: provider.issuerUrl },
    ...{ CLIENT_ID: 'demo-app', CLIENT_SECRET: clientSecret, ACCESS_TOKEN_FORMAT: accessTokenFormat },
    ...{ SESSION_SECRET: randomBytes(32).toString('hex'), NODE_OPTIONS: nodeOptions },
    ...{ NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  }
  try {
    const { output, ended, stop } = await startApp(apps[options.app], appUrl, { env, show })
    const close = async () => {
      await Promise.all([stop(), provider.close()])
    }
    return { appUrl, provider, output, ended, close }
  } catch (error) {
    await provider.close()
    throw error
  }
}
