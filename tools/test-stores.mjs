// `npm run test:stores`: holds the session store of docs/guides/sessions-in-postgresql.md and those of `@x/oidc-redis` to their contracts on
// real servers, and signs in with them. Without it they would be programs that never ran. The servers are fetched into .cache/stores the
// first time. A server that cannot be fetched or run is skipped, and this says so, unless SERVERS=required is set, as in `.ci/run`.
import { check, runCheck } from './run-checks.mjs'
import { runVitest } from './run-vitest.mjs'
import { findServer, reportMissing } from './stores/find-server.mjs'
import { installPostgresql } from './stores/install-postgresql.mjs'
import { installRedis } from './stores/install-redis.mjs'
import { startRedis } from './stores/start-redis.mjs'

const mostMinutes = 20

// Each step has a deadline of its own. Should one not keep it, everything that was started ends with this process.
setTimeout(() => process.kill(process.pid, 'SIGTERM'), mostMinutes * 60_000).unref()

if (!(await runCheck(check('install', 'pnpm', 'install', '--frozen-lockfile')))) process.exit(1)

const postgresql = await findServer('PostgreSQL', installPostgresql)
const redis = await findServer('Redis', installRedis)
if (postgresql !== undefined) process.env['POSTGRESQL'] = postgresql
if (redis !== undefined) process.env['REDIS'] = JSON.stringify(redis)
reportMissing('stores', [
  ...(postgresql === undefined ? ['PostgreSQL'] : []),
  ...(redis === undefined ? ['Redis'] : []),
])

process.env['STORE_TESTS'] = 'on'
const folders = [
  ...(postgresql === undefined ? [] : ['packages/node/tests/stores/']),
  ...(redis === undefined ? [] : ['packages/redis/tests/stores/', 'examples/starter/tests/stores/']),
]
if (folders.length > 0) {
  const { passed, failed } = await runVitest([...folders, ...process.argv.slice(2)], { show: true })
  if (failed > 0) process.exitCode = 1
  console.log(`\nstores: ${passed} passed, ${failed} failed`)
}

if (redis !== undefined && process.argv.length === 2) {
  const { servers, close } = await startRedis(redis)
  process.env['REDIS_URL'] = servers[0]?.url
  const passed =
    (await runCheck(check('build', process.execPath, 'tools/build.mjs'))) &&
    (await runCheck(check("Redis' quick start", process.execPath, 'tools/check-quick-starts.mjs', 'redis')))
  if (!passed) process.exitCode = 1
  await close()
}
