import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { contractClient, contractPeople, startProvider, type ContractApp } from '@x/oidc-testing'
import { buildEnvironment, contractFolder, nextCommand, type ContractBuild } from './contract-builds.ts'

export interface StartOptions {
  readonly basePath?: string
  /** Matches the paths for which `proxy.ts` does nothing, as if there were none. */
  readonly withoutProxy?: string
  /** Of a provider in the place of its own, for access tokens that no real one would issue. */
  readonly issuerUrl?: string
}

export interface StartedApp extends ContractApp {
  /** What the server has written until now. */
  readonly output: () => string
}

/** Starts `next start` on a loopback port, with a provider of its own. */
export async function startContractApp(
  build: ContractBuild,
  { basePath = '', withoutProxy = '^(?!)', issuerUrl }: StartOptions = {},
): Promise<StartedApp> {
  const port = await findFreePort()
  const origin = `http://localhost:${port}`
  const baseUrl = origin + basePath
  const provider = await startProvider({ people: contractPeople })
  await provider.registerClient(contractClient(baseUrl))
  const environment = {
    ...{ BASE_URL: baseUrl, BASE_PATH: basePath },
    ...{ ISSUER_URL: issuerUrl ?? provider.issuerUrl, WITHOUT_PROXY: withoutProxy },
  }
  const server = spawn(process.execPath, [nextCommand, 'start', '-p', String(port), '-H', 'localhost'], {
    cwd: contractFolder(build),
    env: { ...buildEnvironment(build), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = await untilReady(server)
  return {
    output,
    origin,
    provider,
    gatedPaths: ['/pages/admin'],
    internalHeaders: ['x-oidc-page-url'],
    respellsQueries: true,
    showsFirstHeader: true,
    waitsForBodies: true,
    hidesCookieRequests: true,
    overwritesStrangers: true,
    failsAt: new RegExp(failures.map(({ source }) => source).join('|'), 'u'),
    close: async () => {
      const exited = once(server, 'exit')
      server.kill('SIGKILL')
      await Promise.all([exited, provider.close()])
    },
  }
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
      reject(new Error(`next start ended: ${output}`))
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
