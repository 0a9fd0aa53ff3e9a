// What every change needs, in one command: `npm test`. `.ci/run` asks more. Its last line adds up the checks and vitest's tests.
// `npm test -- --project core` runs vitest alone, with these arguments.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { appNames } from '../examples/starter/src/apps.ts'
import { check, printStep, runCheck, runChecks } from './run-checks.mjs'
import { filesBelow, runVitest } from './run-vitest.mjs'
import { packageFolders, privateFolders, program, root } from './workspace.mjs'

/** How many percent of the branches in each file of core the tests must take. */
const CORE_BRANCHES = 100

const node = process.execPath

const build = check('build', node, 'tools/build.mjs')

/** Without the one that needs a build of Next.js: that is `npm run test:next`. */
const examples = appNames.filter((name) => name !== 'node' && name !== 'next')

const builtChecks = [
  // The longest first, so that no processor is idle at the end.
  check('types of the tests and tools', node, 'tools/compile-projects.mjs', '.'),
  check('documentation', node, 'tools/check-docs.mjs'),
  check('types of the packages', node, 'tools/compile-projects.mjs', ...packageFolders, ...privateFolders),
  check('the demo', node, 'tools/start.mjs', '--check', '--app=node'),
  ...examples.map((name) =>
    check(`the example ${name}`, node, 'examples/starter/src/main.ts', '--check', `--app=${name}`),
  ),
  check(
    'who imports what',
    program('depcruise'),
    '--config',
    '.dependency-cruiser.mjs',
    'packages',
    'examples',
    'bench/src',
  ),
  check('plain words', node, 'tools/check-words.mjs'),
  check('no folder imports back', node, 'tools/check-folders.mjs'),
  check('nothing unused', program('knip')),
  check('doc comments', node, 'tools/check-doc-comments.mjs'),
  // What packs and installs the packages is `npm run test:packages`.
  check('metadata of the packages', node, 'tools/check-package-metadata.mjs'),
  check('built files', node, 'tools/check-built-files.mjs'),
  check('sizes', node, 'tools/check-sizes.mjs'),
]

const coverage = ['--coverage.enabled', '--coverage.reporter=json-summary', '--coverage.reportOnFailure']

let passed = 0
let failed = 0

/** @param {boolean[]} results */
function count(...results) {
  passed += results.filter(Boolean).length
  failed += results.filter((result) => !result).length
}

/** @param {string[]} args @param {boolean} show */
async function countTests(args, show) {
  const tests = await runVitest(args, { show })
  passed += tests.passed
  failed += tests.failed
}

/** @returns {Promise<boolean[]>} */
async function checkBuilt() {
  const isBuilt = await runCheck(build)
  return isBuilt ? [isBuilt, ...(await runChecks(builtChecks))] : [isBuilt]
}

async function checkEverything() {
  // The linter and the format are `npm run lint`.
  count(...(await checkBuilt()))

  rmSync(join(root, 'coverage'), { recursive: true, force: true })
  // Measuring costs a fifth of the time of the other tests, and core's own take every branch of it.
  await countTests([...coverage, '--project', 'core'], false)
  // What needs a build of Next.js is `npm run test:next`.
  await countTests(['--project', '!core', '--project', '!next'], false)
  const start = performance.now()
  const below = filesBelow(CORE_BRANCHES)
  printStep(`core's branches, ${CORE_BRANCHES} %`, below.length === 0, start)
  for (const line of below) console.log(`  ${line}`)
  count(below.length === 0)
}

const installed = await runCheck(check('install', 'pnpm', 'install', '--frozen-lockfile'))
count(installed)
const args = process.argv.slice(2)
if (installed) await (args.length > 0 ? countTests(args, true) : checkEverything())

if (failed > 0) process.exitCode = 1
console.log(`\n${passed} passed, ${failed} failed`)
