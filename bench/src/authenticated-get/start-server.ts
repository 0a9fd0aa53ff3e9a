import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { EmbeddedProvider } from '@x/oidc-testing'
import { buildNextApp } from './build-next-app.ts'
import type { Contender } from './contenders.ts'
import { audience, clientSecret, sessionSecret } from './person.ts'

/** A server in a process of its own. */
export interface RunningServer {
  readonly origin: string
  readonly port: number
  readonly processId: number
  readonly close: () => void
  /** When its process is gone and the port is free. */
  readonly ended: Promise<unknown>
}

/** Where a contender's server runs, each time that it is started. */
export interface ServerPlace {
  readonly server: string
  readonly origin: string
  readonly port: number
  readonly env: NodeJS.ProcessEnv
}

/** What a server is told of its provider. An API registers nothing. */
export type ServerProvider = Pick<EmbeddedProvider, 'issuerUrl'> &
  Partial<Pick<EmbeddedProvider, 'registerClient'>>

/** Starts a contender's server as in production, and registers it with the provider. */
export async function startServer(contender: Contender, provider: ServerProvider): Promise<RunningServer> {
  return launchServer(await placeServer(contender, provider))
}

/** Finds a place for a contender's server, and registers it with the provider. */
export async function placeServer(
  { server, callbackPath, env: ownEnv }: Contender,
  provider: ServerProvider,
): Promise<ServerPlace> {
  const port = await findFreePort()
  const origin = `http://localhost:${port}`
  const clientId = `client-${port}`
  if (callbackPath !== undefined)
    await provider.registerClient?.({ clientId, clientSecret, redirectUris: [origin + callbackPath] })
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    PORT: String(port),
    BASE_URL: origin,
    ISSUER_URL: provider.issuerUrl,
    CLIENT_ID: clientId,
    CLIENT_SECRET: clientSecret,
    SESSION_SECRET: sessionSecret,
    AUDIENCE: audience,
    ...ownEnv,
  }
  return { server, origin, port, env }
}

/** Starts a server in its place. */
export async function launchServer({ server, origin, port, env }: ServerPlace): Promise<RunningServer> {
  const isProgram = /\.m?[jt]s$/u.test(server)
  const child = isProgram ? startProgram(server, env) : await startNextApp(server, port, env)
  try {
    await untilReady(child)
  } catch (cause) {
    child.kill()
    throw new Error(`${server} does not start`, { cause })
  }
  const ended = once(child, 'exit')
  return { origin, port, processId: child.pid ?? 0, close: () => child.kill(), ended }
}

function startProgram(file: string, env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [fileURLToPath(new URL(`../../${file}`, import.meta.url))], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env,
  })
}

async function startNextApp(app: string, port: number, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const cwd = await buildNextApp(app)
  const args = ['node_modules/next/dist/bin/next', 'start', '-p', String(port), '-H', 'localhost']
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd, env })
}

/** A program sends a message; Next.js says it on the terminal. */
function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      if (output.includes('Ready in')) resolve()
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('message', () => resolve())
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`it ended: ${output}`)))
  })
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
