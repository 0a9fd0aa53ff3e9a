// `npm run test:campaigns`: the long campaigns with their whole numbers, of which `npm test` runs a sample.
import { runCommand } from './run-command.mjs'
import { runVitest } from './run-vitest.mjs'

process.env['CAMPAIGN'] = 'whole'
const tests = await runVitest(
  ['--project', 'engine', 'sealing-campaign', 'authorization-request', 'session', '--testTimeout=1800000'],
  { show: true },
)
const { exitCode } = await runCommand(process.execPath, ['tools/mutate-core.mjs', '--whole'], { show: true })
if (tests.failed > 0 || exitCode !== 0) process.exitCode = 1
