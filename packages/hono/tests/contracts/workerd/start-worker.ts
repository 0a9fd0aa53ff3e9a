import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const require = createRequire(import.meta.url)
// It exports the path of the program, and no types.
const workerd = require('workerd') as { readonly default: string }

const client = new URL('./client.ts', import.meta.url)

export interface Worker {
  readonly origin: string
  readonly close: () => Promise<void>
}

/** Starts a worker on a real workerd, behind `client.ts`. */
export async function startWorker(options: {
  readonly issuerUrl: string
  readonly compatibilityDate: string
  /** The file of the worker. @default 'worker' */
  readonly name?: 'worker' | 'refresh-worker'
}): Promise<Worker> {
  const { name = 'worker' } = options
  const worker = new URL(`./${name}.ts`, import.meta.url)
  const folder = mkdtempSync(join(tmpdir(), 'oidc-worker-'))
  const port = await findPort()
  const origin = `http://localhost:${port}`
  const define = { workerOptions: JSON.stringify(buildOptions(origin, options.issuerUrl)) }
  for (const source of [client, worker]) await bundle(fileURLToPath(source), folder, define)
  writeFileSync(join(folder, 'config.capnp'), buildConfiguration(port, options.compatibilityDate, name))

  // It writes a line to the control file once it listens.
  const process = spawn(workerd.default, ['serve', '--control-fd=3', join(folder, 'config.capnp')], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [process.stdout, process.stderr])
    stream?.on('data', (text) => (output += String(text)))
  const ended = new Promise((resolve) => process.once('exit', resolve))
  const close = async (): Promise<void> => {
    process.kill()
    await ended
    rmSync(folder, { recursive: true })
  }
  const listens = new Promise<boolean>((resolve) => process.stdio[3]?.once('data', () => resolve(true)))
  if (!(await Promise.race([listens, ended.then(() => false)]))) {
    await close()
    throw new Error(`workerd did not start:\n${output}`)
  }
  return { origin, close }
}

function buildOptions(baseUrl: string, issuerUrl: string) {
  return {
    baseUrl,
    providers: [{ providerId: 'main', issuerUrl, clientId: 'app', rolesClaims: ['groups'] }],
    security: { roleMapping: { staff: ['ROLE_USER'] } },
    session: { secret: 'a secret of more than thirty-two bytes' },
  }
}

async function bundle(source: string, outdir: string, define: Record<string, string>): Promise<void> {
  await build({
    entryPoints: [source],
    outdir,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
    conditions: ['@x/source', 'workerd', 'worker', 'browser'],
    define,
  })
}

function buildConfiguration(port: number, compatibilityDate: string, name: string): string {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "client", worker = .client),
    (name = "worker", worker = .worker),
    (name = "internet", network = (allow = ["local", "private"])),
  ],
  sockets = [(name = "http", address = "localhost:${port}", http = (), service = "client")],
);
const client :Workerd.Worker = (
  modules = [(name = "client.js", esModule = embed "client.js")],
  compatibilityDate = "${compatibilityDate}",
  bindings = [(name = "WORKER", service = "worker")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "${name}.js")],
  compatibilityDate = "${compatibilityDate}",
);
`
}

function findPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, 'localhost', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => {
        resolve(port)
      })
    })
  })
}
