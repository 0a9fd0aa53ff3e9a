// `npm run lint`: reads the whole tree with the linter and compares its format, on one processor for minutes each, so it is a step of
// `.ci/run` beside `npm test`.
import { check, runCheck, runChecks } from './run-checks.mjs'
import { program } from './workspace.mjs'

// Some programs are read with the types that were built.
const steps = [
  check('install', 'pnpm', 'install', '--frozen-lockfile'),
  check('build', process.execPath, 'tools/build.mjs'),
]
const readings = [
  check('lint', program('eslint'), '.', '--max-warnings=0'),
  check('format', program('prettier'), '--check', '--log-level=warn', '.'),
]

for (const step of steps) {
  if (!(await runCheck(step))) process.exit(1)
}
if ((await runChecks(readings)).includes(false)) process.exitCode = 1
