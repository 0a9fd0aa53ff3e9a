// `npm run test:packages`: compiles what uses the built packages, packs them, installs and uses them as the READMEs say, and tries a
// release. Without it a file may be missing in a package, or a README may not work.
import { globSync } from 'node:fs'
import { check, runCheck, runChecks } from './run-checks.mjs'
import { runVitest } from './run-vitest.mjs'
import { program, root } from './workspace.mjs'

const node = process.execPath

// These are read with the types that were built.
const typed = globSync(
  ['examples/fetch-*', 'examples/from-*', 'examples/from-next/before/*', 'packages/next/tests/contract-app'],
  { cwd: root },
).map((folder) => check(`types of ${folder}`, program('tsc'), '-p', folder))
const packed = [
  check('packed packages', node, 'tools/check-packages.mjs'),
  check('public API', node, 'tools/check-public-api.mjs'),
  check('core alone, packed', node, 'tools/check-packed-core.mjs'),
  check('programs of the documents, packed', node, 'tools/check-packed-programs.mjs'),
  check('quick starts, by npm and by pnpm', node, 'tools/check-quick-starts.mjs'),
  check('release, without publishing', node, 'tools/release.mjs', '--dry-run'),
]

/** @returns {Promise<boolean>} whether an editor shows the names of the roles */
async function checkTooltips() {
  process.env['TOOLTIP_TESTS'] = 'on'
  const { failed } = await runVitest(['--project', 'tools', 'tooltips'], { show: false })
  return failed === 0
}

/** @returns {Promise<boolean[]>} which passed; what follows a failed build is not tried */
async function runSteps() {
  const install = await runCheck(check('install', 'pnpm', 'install', '--frozen-lockfile'))
  const isBuilt = install && (await runCheck(check('build', node, 'tools/build.mjs')))
  if (!isBuilt) return [install, isBuilt]
  return [install, isBuilt, ...(await runChecks([...typed, ...packed])), await checkTooltips()]
}

const results = await runSteps()
const failed = results.filter((passed) => !passed).length
if (failed > 0) process.exitCode = 1
console.log(`\nPackages: ${results.length - failed} passed, ${failed} failed`)
