// What the library costs an application that bundles it, minified and gzipped: core alone, and `createOidc` of an adapter with
// all that it brings along but its framework. What is imported while it runs, and only if it is needed, is told apart. Without
// it a table or a message too many goes unseen until an edge function is too large.
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { packageRoot } from './workspace.mjs'
import { reportProblems } from './report-problems.mjs'

const budgets = [
  {
    what: 'decideAccess, resolveClaim',
    folder: 'core',
    exports: '{ decideAccess, resolveClaim }',
    // With `parseJson`, for lists that come as JSON text: it refuses what `JSON.parse` lets through, such as two members of one name.
    // It names the claim of several that gave a user's name. The person and the roles are decided in two steps (decision 102).
    kilobytes: 4.6,
  },
  // Most of it checks a configuration: that of a provider without sign-ins, and combinations that can never work, took 1.2 kB.
  // Why a user lacks a role, and hints at what was meant, took 3.7 kB; messages that say what came, 0.9 kB. Neither is in `decideAccess`.
  // Decisions by role keys, and fingerprints that say when they are needed, took 0.47 kB (decision 109).
  // Tenants, logout by the provider and cookies of embedded applications may take 3 kB (decision 134).
  { what: 'all of core', folder: 'core', exports: '*', kilobytes: 31 },
  {
    what: 'createOidc of the Hono adapter',
    folder: 'hono',
    exports: '{ createOidc }',
    external: ['hono'],
    kilobytes: 62,
  },
  { what: 'useSession', folder: 'react', exports: '{ useSession }', external: ['react'], kilobytes: 2 },
  { what: 'all of react', folder: 'react', exports: '*', external: ['react'], kilobytes: 2 },
]

/** @type {import('esbuild').Plugin} */
const leaveForLater = {
  name: 'leave-for-later',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}

/**
 * @param {{ folder: string, exports: string, external?: string[] }} budget
 * @param {import('esbuild').Plugin[]} plugins
 * @returns {Promise<number>} kB of 1,000 bytes
 */
async function bundleSize({ folder, exports, external = [] }, plugins) {
  const { outputFiles } = await build({
    stdin: { contents: `export ${exports} from './dist/index.js'`, resolveDir: packageRoot(folder) },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external,
    plugins,
    write: false,
    logLevel: 'silent',
  })
  return outputFiles.reduce((sum, file) => sum + gzipSync(file.contents, { level: 9 }).length, 0) / 1000
}

const problems = []
for (const budget of budgets) {
  const { what, kilobytes } = budget
  const size = await bundleSize(budget, [leaveForLater])
  const later = (await bundleSize(budget, [])) - size
  const more = later > 0 ? `, and ${later.toFixed(2)} kB that are loaded when they are needed` : ''
  console.log(`${what.padEnd(32)} ${size.toFixed(2).padStart(6)} kB of ${kilobytes}${more}`)
  if (size > kilobytes) problems.push(`${what}: ${size.toFixed(2)} kB, ${kilobytes} kB are allowed`)
}
reportProblems(problems, 'Within the budgets.')
