// Which package runs on which runtime, and what starts it there. Every version is named here and nowhere else.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { bundleWorker } from './bundle-worker.mjs'

const nodes = ['node@20.20.2', 'node@22.23.3', 'node@24.21.0', 'node@26.10.0']
const bun = 'bun@1.4.5'
const deno = 'deno@2.9.6'
const workerd = 'workerd@1.20261117.1'

/**
 * @typedef {object} App
 * @property {string} runtime
 * @property {string} name the package that it is written with
 * @property {(port: number) => string[] | Promise<string[]>} args of the runtime's program
 */

/** @param {string} folder where the packages are installed, with the apps and the examples beside them @returns {App[]} */
export function listApps(folder) {
  const allow = ['--allow-env', '--allow-net']
  return [
    ...nodes.flatMap((runtime) => [
      { runtime, name: '@x/oidc-node', args: () => ['apps/node.mjs'] },
      { runtime, name: '@x/oidc-hono', args: () => ['apps/hono-node.mjs'] },
    ]),
    { runtime: bun, name: '@x/oidc-engine', args: () => ['fetch-bun/src/main.ts'] },
    { runtime: bun, name: '@x/oidc-hono', args: () => ['apps/hono-fetch.mjs'] },
    { runtime: bun, name: '@x/oidc-node', args: () => ['apps/node.mjs'] },
    { runtime: deno, name: '@x/oidc-engine', args: () => ['run', ...allow, 'fetch-deno/src/main.ts'] },
    {
      ...{ runtime: deno, name: '@x/oidc-hono' },
      args: (port) => [
        ...['serve', ...allow, '--host', 'localhost', '--port', `${port}`],
        'apps/hono-fetch.mjs',
      ],
    },
    { runtime: deno, name: '@x/oidc-node', args: () => ['run', ...allow, 'apps/node.mjs'] },
    { runtime: workerd, name: '@x/oidc-engine', args: serveWorker('fetch-worker/src/main.ts') },
    { runtime: workerd, name: '@x/oidc-hono', args: serveWorker('apps/hono-worker.mjs') },
  ]

  /** @param {string} source */
  function serveWorker(source) {
    return async (/** @type {number} */ port) => {
      const bundled = join(folder, `worker-${port}`)
      mkdirSync(bundled)
      return ['serve', await bundleWorker(join(folder, source), { folder: bundled, port })]
    }
  }
}
