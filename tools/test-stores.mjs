// `npm run test:stores`: holds the session store of docs/guides/sessions-in-postgresql.md to its contract on a real PostgreSQL server,
// and signs in with it. Without it the guide would be a program that never ran. The server is fetched into .cache/stores the first time.
// Where it cannot be fetched or run, this says so and passes, unless SERVERS=required is set, as in `.ci/run`.
import { check, printStep, runCheck } from './run-checks.mjs'
import { runVitest } from './run-vitest.mjs'
import { installPostgresql } from './stores/install-postgresql.mjs'

const mostMinutes = 12

// Each step has a deadline of its own. Should one not keep it, everything that was started ends with this process.
setTimeout(() => process.kill(process.pid, 'SIGTERM'), mostMinutes * 60_000).unref()

if (!(await runCheck(check('install', 'pnpm', 'install', '--frozen-lockfile')))) process.exit(1)

const start = performance.now()
const isRequired = process.env['SERVERS'] === 'required'
try {
  process.env['POSTGRESQL'] = await installPostgresql()
  printStep('PostgreSQL', true, start)
} catch (error) {
  printStep('PostgreSQL', false, start)
  console.log(`\n${error instanceof Error ? error.message : String(error)}\n`)
  console.log(isRequired ? 'stores: failed, there is no server' : 'stores: SKIPPED, there is no server')
  process.exit(isRequired ? 1 : 0)
}

process.env['STORE_TESTS'] = 'on'
const { passed, failed } = await runVitest(['tests/stores/', ...process.argv.slice(2)], { show: true })

if (failed > 0) process.exitCode = 1
console.log(`\nstores: ${passed} passed, ${failed} failed`)
