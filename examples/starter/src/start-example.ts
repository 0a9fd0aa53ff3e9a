import { randomBytes } from 'node:crypto'
import { scriptClientId } from '@x/example-node/api-request'
import { listApis } from '@x/example-node/list-apis'
import type { Api } from '@x/example-node/list-apis'
import { startProvider } from '@x/oidc-testing'
import type { EmbeddedProvider, People, Person } from '@x/oidc-testing'
import { apps } from './apps.ts'
import type { AppName } from './apps.ts'
import { buildApp } from './build-app.ts'
import { findFreePort } from './find-free-port.ts'
import { defaultRedisUrl, findRedisProblem } from './find-redis.ts'
import type { ProviderName } from './provider-names.ts'
import { startApi } from './start-api.ts'
import { startInstances } from './start-instances.ts'
import type { AppProcess } from './start-app.ts'

export interface ExampleOptions {
  readonly app: AppName
  readonly people: People
  /** Where the app should listen; 0, or a port that is taken: any free one. */
  readonly appPort: number
  readonly providerPort: number
  /** What the embedded provider is like. */
  readonly provider?: ProviderName | undefined
  /** Not with a `provider`. @default 'jwt' */
  readonly accessTokenFormat?: 'jwt' | 'opaque'
  /** Where the sessions are. @default in the memory of the app */
  readonly store?: 'redis' | undefined
  /** How many processes of the app take turns. More than one need a store. @default 1 */
  readonly instances?: number | undefined
  /** Whether the app prints to the terminal. @default false */
  readonly show?: boolean
  /** Options for the Node that runs the app. @default those of this process */
  readonly nodeOptions?: string
}

export interface RunningExample {
  readonly appUrl: string
  readonly provider: EmbeddedProvider
  readonly tokenUrl: string
  /** Sets how many seconds access tokens last from now on. Without a number: as long as at first. */
  readonly setAccessTokenSeconds: (seconds?: number) => void
  /** The APIs of the demo. */
  readonly apis: readonly Api[]
  readonly output: AppProcess['output']
  readonly ended: AppProcess['ended']
  /** Stops everything at once. */
  readonly close: () => Promise<void>
}

const usualAccessTokenSeconds = 3600

/** Starts the embedded provider, an app that signs people in there, and the API that the app calls, unless the app has it itself. */
export async function startExample(options: ExampleOptions): Promise<RunningExample> {
  const {
    people,
    provider: name,
    accessTokenFormat = 'jwt',
    show = false,
    nodeOptions = process.env['NODE_OPTIONS'] ?? '',
  } = options
  const redisUrl = process.env['REDIS_URL'] ?? defaultRedisUrl
  const problem = options.store === undefined ? undefined : await findRedisProblem(redisUrl)
  if (problem !== undefined) throw new Error(problem)
  await buildApp(apps[options.app], console.log)
  const appPort = await findFreePort(options.appPort)
  const appUrl = `http://localhost:${appPort}`
  const clientSecret = randomBytes(32).toString('hex')
  const accessTokenProfile = name === undefined ? 'rfc9068' : 'plain_jwt'
  const apis = listApis({ baseUrl: appUrl, accessTokenFormat, accessTokenProfile })
  const isDemo = options.app === 'node'
  const apiUrl = `http://localhost:${await findFreePort(0)}`
  let accessTokenSeconds = usualAccessTokenSeconds
  const provider = await startProvider({
    ...(name === undefined
      ? {
          people: mapPeople(people, ({ roles: _, ...person }) => person),
          accessTokenFormat,
          opaqueAudiences: apis.filter(({ format }) => format === 'opaque').map(({ audience }) => audience),
        }
      : { preset: name, people: mapPeople(people, ({ claims: _, ...person }) => person) }),
    port: await findFreePort(options.providerPort),
    // The token of a sign-in is for the API that the app calls.
    audience: isDemo ? `${appUrl}/api/jwt` : apiUrl,
    accessTokenSeconds: () => accessTokenSeconds,
    refreshTokens: 'always',
    clients: [
      {
        clientId: 'demo-app',
        clientSecret,
        redirectUris: [`${appUrl}/login/oauth2/code/demo`],
        postLogoutRedirectUris: [`${appUrl}/logout/done`],
      },
      // It has no sign-ins in a browser, but every client needs an address.
      { clientId: scriptClientId, redirectUris: [appUrl] },
    ],
  })
  const tokenUrl = await findTokenUrl(provider.issuerUrl)
  const env = {
    ...{ HOST: '127.0.0.1', PORT: `${appPort}`, BASE_URL: appUrl, ISSUER_URL: provider.issuerUrl },
    ...{ CLIENT_ID: 'demo-app', CLIENT_SECRET: clientSecret, TOKEN_URL: tokenUrl },
    ...{ API_URL: apiUrl, PEOPLE_URL: provider.peopleUrl },
    ...{ ACCESS_TOKEN_FORMAT: accessTokenFormat, ACCESS_TOKEN_PROFILE: accessTokenProfile },
    ...{ SESSION_SECRET: randomBytes(32).toString('hex'), NODE_OPTIONS: nodeOptions },
    ...{ NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    ...(options.store === undefined ? {} : { STORE: options.store, REDIS_URL: redisUrl }),
  }
  const { issuerUrl } = provider
  let closeApi: (() => Promise<void>) | undefined
  try {
    if (!isDemo) closeApi = await startApi({ url: apiUrl, issuerUrl, accessTokenProfile })
    const { output, ended, stop } = await startInstances(
      apps[options.app],
      appUrl,
      { env, show },
      options.instances,
    )
    const close = async () => {
      await Promise.all([stop(), closeApi?.(), provider.close()])
    }
    const setAccessTokenSeconds = (seconds = usualAccessTokenSeconds) => {
      accessTokenSeconds = seconds
    }
    return { appUrl, provider, tokenUrl, setAccessTokenSeconds, apis, output, ended, close }
  } catch (error) {
    await Promise.all([closeApi?.(), provider.close()])
    throw error
  }
}

/** Leaves what a kind of provider is not told: a preset places roles itself, and without one every claim is said. */
function mapPeople(people: People, change: (person: Person) => Person): People {
  return Object.fromEntries(Object.entries(people).map(([key, person]) => [key, change(person)]))
}

async function findTokenUrl(issuerUrl: string): Promise<string> {
  const metadata = await fetch(`${issuerUrl}/.well-known/openid-configuration`)
  return ((await metadata.json()) as { readonly token_endpoint: string }).token_endpoint
}
