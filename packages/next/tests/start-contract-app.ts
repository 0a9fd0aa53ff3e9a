import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { contractClient, contractPeople, startProvider, type ContractApp } from '@x/oidc-testing'
import { contractFolder, nextCommand, type ContractBuild } from './contract-builds.ts'

/** Starts `next start` on a loopback port, with a provider of its own. */
export async function startContractApp(build: ContractBuild): Promise<ContractApp> {
  const port = await findFreePort()
  const origin = `http://localhost:${port}`
  const baseUrl = origin + build.basePath
  const provider = await startProvider({ people: contractPeople })
  await provider.registerClient(contractClient(baseUrl))
  const server = spawn(process.execPath, [nextCommand, 'start', '-p', String(port), '-H', 'localhost'], {
    cwd: contractFolder(build),
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      BASE_URL: baseUrl,
      ISSUER_URL: provider.issuerUrl,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  await untilReady(server)
  return {
    origin,
    provider,
    gatedPaths: ['/pages/admin'],
    internalHeaders: ['x-oidc-page-url'],
    respellsQueries: true,
    // It builds a Web Request of them, which there cannot be.
    failsAt: ['TRACE', '*'],
    close: async () => {
      const exited = once(server, 'exit')
      server.kill('SIGKILL')
      await Promise.all([exited, provider.close()])
    },
  }
}

function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      if (output.includes('Ready in')) resolve()
    }
    server.stdout?.on('data', read)
    server.stderr?.on('data', read)
    server.once('exit', () => reject(new Error(`next start ended: ${output}`)))
  })
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
