// Makes of a Worker's source what workerd runs. `wrangler` bundles with esbuild, too.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from '../workspace.mjs'

const bindings = ['BASE_URL', 'ISSUER_URL', 'CLIENT_ID', 'CLIENT_SECRET', 'SESSION_SECRET', 'KEEPS_TOKENS']

/**
 * @param {string} source the Worker's file; what it imports is found from there
 * @param {{ folder: string, port: number }} target
 * @returns {Promise<string>} workerd's configuration
 */
export async function bundleWorker(source, { folder, port }) {
  await build({
    entryPoints: [source],
    outfile: join(folder, 'worker.js'),
    ...{ bundle: true, format: 'esm', target: 'es2022', logLevel: 'silent' },
    ...{ conditions: ['workerd', 'worker', 'browser'], external: ['cloudflare:workers'] },
  })
  const text = `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "worker", worker = .worker),
    (name = "internet", network = (allow = ["local", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "worker")],
);

const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "${readCompatibilityDate()}",
  bindings = [
${bindings.map((name) => `    (name = "${name}", fromEnvironment = "${name}"),`).join('\n')}
  ],
);
`
  const file = join(folder, 'config.capnp')
  writeFileSync(file, text)
  return file
}

/** The compatibility date of the example. @returns {string} */
export function readCompatibilityDate() {
  const text = readFileSync(join(root, 'examples/fetch-worker/wrangler.json'), 'utf8')
  return JSON.parse(text).compatibility_date
}
