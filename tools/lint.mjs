// `npm run lint`: reads the whole tree with the linter and compares its format, on one processor for minutes each, so it is a step of
// `.ci/run` beside `npm test`.
import { check, runCheck, runChecks } from './run-checks.mjs'
import { program } from './workspace.mjs'

// Some programs are read with the types that were built.
const steps = [
  check('install', 'pnpm', 'install', '--frozen-lockfile'),
  check('build', process.execPath, 'tools/build.mjs'),
]
// The types of all examples beside those of the packages need more memory than Node gives a process, so each half has a process.
const eslint = (/** @type {string} */ name, /** @type {string[]} */ ...files) =>
  check(name, program('eslint'), ...files, '--max-warnings=0')
const readings = [
  eslint('lint, all but the examples', '.', '--ignore-pattern', 'examples'),
  eslint('lint, examples', 'examples'),
  check('format', program('prettier'), '--check', '--log-level=warn', '.'),
]

for (const step of steps) {
  if (!(await runCheck(step))) process.exit(1)
}
if ((await runChecks(readings)).includes(false)) process.exitCode = 1
