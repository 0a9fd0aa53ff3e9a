// Which package runs on which runtime, and what starts it there. The runtimes' versions are named here and nowhere else.
import { mkdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { runCommand } from '../run-command.mjs'
import { bundleWorker } from './bundle-worker.mjs'

const node24 = 'node@24.21.0'
const nodes = ['node@20.20.2', 'node@22.23.3', node24, 'node@26.10.0']
const bun = 'bun@1.4.5'
const deno = 'deno@2.9.6'
const workerd = 'workerd@1.20261117.1'

export const runtimes = { nodes, bun, deno, workerd }

/** The examples that need nothing but a runtime. */
export const runtimeExamples = ['fetch-bun', 'fetch-deno', 'fetch-worker', 'hono']

const frameworkExamples = {
  SvelteKit: 'fetch-sveltekit',
  'React Router': 'fetch-react-router',
  Astro: 'fetch-astro',
}

const mostBuildSeconds = 180

/**
 * @typedef {import('./start-app.mjs').Program} Program
 *
 * @typedef {object} App
 * @property {string} runtime
 * @property {string} name the package that it is written with
 * @property {string[]} pages that a member of staff may see, and that show the name; `/admin` is for administrators
 * @property {number} [refusal] what a script gets at `/admin` without a session; by default 401
 * @property {boolean} [forgetsSessions] whether its sessions are in the memory of the process
 * @property {'cookies' | 'store'} [keepsTokens] where its sessions keep tokens, if it has the routes of the refresh contract
 * @property {string} [example] a folder below examples/, to be installed on its own
 * @property {(port: number, runtime: string) => Program | Promise<Program>} programAt given the runtime's program
 */

/**
 * @param {string} folder has `apps`, where the packages are installed, and `examples`
 * @returns {App[]}
 */
export function listApps(folder) {
  const engine = { name: '@x/oidc-engine', pages: ['/me', '/reports'] }
  const hono = { name: '@x/oidc-hono', pages: ['/me'], keepsTokens: /** @type {const} */ ('cookies') }
  const node = { ...hono, name: '@x/oidc-node' }
  const fastify = { ...hono, name: '@x/oidc-fastify' }
  // A page of Next.js has no 401 to answer with.
  const next = { name: '@x/oidc-next', pages: ['/notice'], refusal: 307, example: 'next' }
  const apps = join(folder, 'apps')
  const allow = ['--allow-env', '--allow-net']
  const serveDeno = ['serve', ...allow, '--host', 'localhost', '--port']
  return [
    ...nodes.map((runtime) => ({ ...next, runtime, programAt: buildAndStart(next.example) })),
    ...Object.entries(frameworkExamples).map(([framework, example]) => ({
      ...{ ...engine, runtime: node24, name: `${engine.name}, ${framework}`, example },
      programAt: buildAndStart(example),
    })),
    ...nodes.flatMap((runtime) => [
      { ...node, runtime, programAt: run('node.mjs') },
      { ...fastify, runtime, programAt: run('fastify.mjs') },
      { ...hono, runtime, programAt: run('hono-node.mjs') },
    ]),
    { ...engine, runtime: bun, programAt: run('fetch-bun/src/main.ts') },
    { ...hono, runtime: bun, programAt: run('hono-fetch.mjs') },
    { ...node, runtime: bun, programAt: run('node.mjs') },
    { ...fastify, runtime: bun, programAt: run('fastify.mjs') },
    { ...engine, runtime: deno, programAt: run('run', ...allow, 'fetch-deno/src/main.ts') },
    {
      ...{ ...hono, runtime: deno },
      programAt: (port, command) => run(...serveDeno, `${port}`, 'hono-fetch.mjs')(port, command),
    },
    { ...node, runtime: deno, programAt: run('run', ...allow, 'node.mjs') },
    { ...fastify, runtime: deno, programAt: run('run', ...allow, 'fastify.mjs') },
    { ...engine, runtime: workerd, programAt: serveWorker('fetch-worker/src/main.ts') },
    // On workerd a refresh token in a cookie is refused.
    { ...hono, runtime: workerd, keepsTokens: 'store', programAt: serveWorker('hono-worker.mjs') },
    {
      ...{ name: `${hono.name}, the example`, pages: ['/notice'], forgetsSessions: true, runtime: workerd },
      programAt: serveWorker('hono/src/worker.ts'),
    },
  ]

  /** @param {string[]} args @returns {App['programAt']} */
  function run(...args) {
    return (_port, command) => ({ command, args, cwd: apps })
  }

  /** @param {string} source @returns {App['programAt']} */
  function serveWorker(source) {
    return async (port, command) => {
      const bundled = join(apps, `worker-${port}`)
      mkdirSync(bundled)
      const configuration = await bundleWorker(join(apps, source), { folder: bundled, port })
      return { command, args: ['serve', configuration], cwd: apps }
    }
  }

  /** As a team would: `npm run build`, `npm start`. @param {string} example @returns {App['programAt']} */
  function buildAndStart(example) {
    const cwd = join(folder, 'examples', example)
    return async (port, runtime) => {
      const env = {
        PATH: [dirname(runtime), process.env['PATH']].join(delimiter),
        ...{ ASTRO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1' },
      }
      const { exitCode, output } = await runCommand('npm', ['run', 'build'], {
        ...{ cwd, env: { ...env, BASE_URL: `http://localhost:${port}` } },
        signal: AbortSignal.timeout(mostBuildSeconds * 1000),
      })
      if (exitCode !== 0) throw new Error(`it does not build\n${output}`)
      return { command: 'npm', args: ['start', '--silent'], cwd, env }
    }
  }
}
