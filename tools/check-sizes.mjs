// What core costs whoever bundles it, minified and gzipped. Without it a table or a message too many goes unseen until
// somebody's edge function is too large.
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { packageRoot } from './workspace.mjs'
import { reportProblems } from './report-problems.mjs'

const budgets = [
  { what: 'decideAccess, resolveClaim', exports: '{ decideAccess, resolveClaim }', kilobytes: 4 },
  { what: 'all of core', exports: '*', kilobytes: 14 },
]

/** @param {string} exports what is imported of core @returns {Promise<number>} kB of 1,000 bytes */
async function bundleSize(exports) {
  const { outputFiles } = await build({
    stdin: { contents: `export ${exports} from './dist/index.js'`, resolveDir: packageRoot('core') },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles.reduce((sum, file) => sum + gzipSync(file.contents, { level: 9 }).length, 0) / 1000
}

const problems = []
for (const { what, exports, kilobytes } of budgets) {
  const size = await bundleSize(exports)
  console.log(`${what.padEnd(28)} ${size.toFixed(2).padStart(6)} kB of ${kilobytes}`)
  if (size > kilobytes) problems.push(`${what}: ${size.toFixed(2)} kB, ${kilobytes} kB are allowed`)
}
reportProblems(problems, 'Within the budgets.')
