// `npm run test:campaigns`: the long campaigns with their whole numbers, of which `.ci/run` runs a sample. Those that need Redis are skipped
// where it cannot be fetched or run, and this says so, unless SERVERS=required is set.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './run-command.mjs'
import { runVitest } from './run-vitest.mjs'
import { findServer, reportMissing } from './stores/find-server.mjs'
import { installRedis } from './stores/install-redis.mjs'
import { root } from './workspace.mjs'

const redis = await findServer('Redis', installRedis)
reportMissing('campaigns', redis === undefined ? ['Redis'] : [])
if (redis !== undefined) {
  process.env['REDIS'] = JSON.stringify(redis)
  process.env['STORE_TESTS'] = 'on'
}
/** @param {string} file */
const needsRedis = (file) => file.includes(join('redis', 'tests', 'stores'))

// These have a campaign, and say its number in the name of the test.
const files = globSync('packages/*/{src,tests}/**/*.test.ts', { cwd: root }).filter(
  (file) =>
    /process\.env\['CAMPAIGN'\]|pairWithHostileValues\(/u.test(readFileSync(join(root, file), 'utf8')) &&
    (redis !== undefined || !needsRedis(file)),
)
process.env['CAMPAIGN'] = 'whole'
process.env['CAMPAIGN_TESTS'] = 'on'
const tests = await runVitest(
  [...files, '--testNamePattern=100000|on every object, under|rounds of|sign-ins at'],
  {
    show: true,
  },
)
const enough = files.length > 0 && tests.passed >= files.length

let passed = enough && tests.failed === 0
for (const program of [
  ['tools/mutate-core.mjs', '--whole'],
  ['tools/test-site.mjs', 'barriers'],
]) {
  const { exitCode } = await runCommand(process.execPath, program, { show: true })
  passed &&= exitCode === 0
}
if (!passed) process.exitCode = 1
