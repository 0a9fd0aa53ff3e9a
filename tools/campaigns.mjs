// `npm run test:campaigns`: the long campaigns with their whole numbers, of which `.ci/run` runs a sample.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './run-command.mjs'
import { runVitest } from './run-vitest.mjs'
import { root } from './workspace.mjs'

// These have a campaign, and say its number in the name of the test.
const files = globSync('packages/*/{src,tests}/**/*.test.ts', { cwd: root }).filter((file) =>
  /process\.env\['CAMPAIGN'\]|pairWithHostileValues\(/u.test(readFileSync(join(root, file), 'utf8')),
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

const { exitCode } = await runCommand(process.execPath, ['tools/mutate-core.mjs', '--whole'], { show: true })
if (!enough || tests.failed > 0 || exitCode !== 0) process.exitCode = 1
