import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import {
  contractClient,
  contractPeople,
  startProvider,
  startRefreshProvider,
  type ContractApp,
  type ContractEvent,
  type RefreshApp,
} from '@x/oidc-testing'
import {
  buildEnvironment,
  contractFolder,
  nextCommand,
  standaloneServer,
  type ContractBuild,
} from './contract-builds.ts'

export interface StartOptions {
  /** Matches the paths for which `proxy.ts` does nothing, as if there were none. */
  readonly withoutProxy?: string
  /** Of a provider in the place of its own, for access tokens that no real one would issue. */
  readonly issuerUrl?: string
  /** Where sessions keep tokens: in cookies, or in a `memoryStore` that each instance creates. @default nowhere */
  readonly keepsTokens?: 'cookies' | 'memory'
  /** Where logouts of the provider end sessions, with `keepsTokens` in memory or in cookies. @default nowhere: it has no such paths */
  readonly endsSessions?: 'store' | 'list'
  /** In the address that the app is given. @default 'localhost' */
  readonly host?: '127.0.0.1'
  /** A program of the app that serves it in the place of `next start`. */
  readonly program?: string
  /** Runs `next dev` in a folder with the app. */
  readonly devFolder?: string
  /** Serves https with this key and certificate, files in PEM. Only `next dev` does. */
  readonly https?: { readonly key: string; readonly certificate: string }
  /** What the app reads beside the usual variables. */
  readonly environment?: Readonly<Record<string, string>>
}

export interface StartedApp extends ContractApp {
  /** Where the app is: the origin, followed by its base path. */
  readonly baseUrl: string
  /** What the server has written until now. */
  readonly output: () => string
}

/** Starts the app on a loopback port, with a provider of its own. */
export async function startContractApp(
  build: ContractBuild,
  options: StartOptions = {},
): Promise<StartedApp> {
  const { withoutProxy = '^(?!)', issuerUrl, host = 'localhost', devFolder, https, environment } = options
  const port = await findFreePort()
  const origin = `${https === undefined ? 'http' : 'https'}://${host}:${port}`
  const baseUrl = origin + build.basePath
  const provider = await startProvider({ people: contractPeople })
  await provider.registerClient(contractClient(baseUrl))
  const tls = https && [
    '--experimental-https',
    ...['--experimental-https-key', https.key, '--experimental-https-cert', https.certificate],
  ]
  const address = ['-p', String(port), '-H', 'localhost', ...(tls ?? [])]
  const { cwd, args } = findProgram(build, options, address)
  const server = spawn(process.execPath, args, {
    cwd,
    env: {
      ...buildEnvironment(build),
      ...(devFolder !== undefined && { NODE_ENV: 'development' }),
      ...{ BASE_URL: baseUrl, WITHOUT_PROXY: withoutProxy, PORT: String(port), HOSTNAME: 'localhost' },
      ISSUER_URL: issuerUrl ?? provider.issuerUrl,
      KEEPS_TOKENS: options.keepsTokens ?? '',
      ENDS_SESSIONS: options.endsSessions ?? '',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // `next dev` serves in a process of its own.
    detached: true,
  })
  // A run of the tests that breaks off leaves no server behind.
  const kill = (): void => {
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGKILL')
  }
  process.once('exit', kill)
  const output = await untilReady(server)
  return {
    output,
    origin,
    baseUrl,
    provider,
    events: () => listEvents(output()),
    gatedPaths: ['/pages/admin'],
    internalHeaders: ['x-oidc-page-url'],
    respellsQueries: true,
    showsFirstHeader: true,
    waitsForBodies: true,
    hidesCookieRequests: true,
    overwritesStrangers: true,
    failsAt: new RegExp(failures.map(({ source }) => source).join('|'), 'u'),
    close: async () => {
      process.off('exit', kill)
      const exited = once(server, 'exit')
      kill()
      await Promise.all([exited, provider.close()])
    },
  }
}

export interface StartedRefreshApp extends RefreshApp {
  readonly output: () => string
}

/** Starts the app of the refresh contract. */
export async function startRefreshApp(
  build: ContractBuild,
  options: StartOptions = {},
): Promise<StartedRefreshApp> {
  const provider = await startRefreshProvider()
  const app = await startContractApp(build, {
    keepsTokens: 'cookies',
    ...options,
    issuerUrl: provider.issuerUrl,
  })
  const { baseUrl, events, output } = app
  return {
    ...{ events, origin: baseUrl, output, provider },
    endsPathsWithSlash: build.trailingSlash,
    close: async () => {
      await Promise.all([app.close(), provider.close()])
    },
  }
}

/** What the app's `log` has printed. */
function listEvents(output: string): readonly ContractEvent[] {
  const lines = output.matchAll(/^event: \w+ (?<event>\{.*\})$/gmu)
  return [...lines].map(({ groups }) => JSON.parse(groups?.['event'] ?? '') as ContractEvent)
}

interface Program {
  readonly cwd: string
  readonly args: readonly string[]
}

/** What serves the app, and where it runs. A program of its own reads `PORT`. */
function findProgram(
  build: ContractBuild,
  { program, devFolder }: Pick<StartOptions, 'program' | 'devFolder'>,
  address: readonly string[],
): Program {
  if (devFolder !== undefined) return { cwd: devFolder, args: [nextCommand, 'dev', ...address] }
  const cwd = contractFolder(build)
  if (program !== undefined) return { cwd, args: [program] }
  if (!build.standalone) return { cwd, args: [nextCommand, 'start', ...address] }
  const server = standaloneServer(build)
  return { cwd: dirname(server), args: [server] }
}

/** Where Next.js answers 500 before it runs anything of the application. */
const failures = [
  // No Web `Request` can be made of these.
  /^TRACE /u,
  /^[A-Z]+ \*$/u,
  // What is to be made smaller is no image.
  /\/_next\/image\?/u,
  // A dynamic segment is no UTF-8.
  /\/(?:oauth2|login|logout)\/[^?]*%/u,
  // A form with files is cut off, and could have been for a server action.
  /^POST [^?]*\/pages\/admin$/u,
]

function untilReady(server: ChildProcess): Promise<() => string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      if (output.includes('Ready in')) resolve(() => output)
    }
    server.stdout?.on('data', read)
    server.stderr?.on('data', read)
    server.once('exit', () => {
      reject(new Error(`next ended: ${output}`))
    })
  })
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
