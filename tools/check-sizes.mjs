// What the library costs whoever bundles it, minified and gzipped: core alone, and an adapter with all that it brings along but
// its framework. Without it a table or a message too many goes unseen until somebody's edge function is too large.
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { packageRoot } from './workspace.mjs'
import { reportProblems } from './report-problems.mjs'

const budgets = [
  {
    what: 'decideAccess, resolveClaim',
    folder: 'core',
    exports: '{ decideAccess, resolveClaim }',
    kilobytes: 4,
  },
  { what: 'all of core', folder: 'core', exports: '*', kilobytes: 14 },
  { what: 'the Hono adapter', folder: 'hono', exports: '*', external: ['hono'], kilobytes: 60 },
]

/**
 * @param {{ folder: string, exports: string, external?: string[] }} budget
 * @returns {Promise<number>} kB of 1,000 bytes
 */
async function bundleSize({ folder, exports, external = [] }) {
  const { outputFiles } = await build({
    stdin: { contents: `export ${exports} from './dist/index.js'`, resolveDir: packageRoot(folder) },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external,
    write: false,
    logLevel: 'silent',
  })
  return outputFiles.reduce((sum, file) => sum + gzipSync(file.contents, { level: 9 }).length, 0) / 1000
}

const problems = []
for (const budget of budgets) {
  const { what, kilobytes } = budget
  const size = await bundleSize(budget)
  console.log(`${what.padEnd(28)} ${size.toFixed(2).padStart(6)} kB of ${kilobytes}`)
  if (size > kilobytes) problems.push(`${what}: ${size.toFixed(2)} kB, ${kilobytes} kB are allowed`)
}
reportProblems(problems, 'Within the budgets.')
