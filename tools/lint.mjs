// `npm run lint`: reads the whole tree with the linter, on one processor for minutes, so it is a step of `.ci/run` beside `npm test`.
import { check, runCheck } from './run-checks.mjs'
import { program } from './workspace.mjs'

// Some programs are read with the types that were built.
const steps = [
  check('install', 'pnpm', 'install', '--frozen-lockfile'),
  check('build', process.execPath, 'tools/build.mjs'),
  check('lint', program('eslint'), '.', '--max-warnings=0'),
]

for (const step of steps) {
  if (!(await runCheck(step))) process.exit(1)
}
