// Changes core's decisions line by line and asks whether its tests notice: one line in a hundred, or all with --whole.
// Without it a test that runs a line but looks at nothing would pass for a test.
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { countMutants, mutationReport } from './mutation-report.mjs'
import { runCommand } from './run-command.mjs'
import { program, root } from './workspace.mjs'

/** How many percent of the mutants the tests must tell from the original. */
const WANTED = 90

const STEP = 100
// Always the same lines, so that a failure comes back.
const FIRST = 17

const whole = process.argv.includes('--whole')
const files = globSync('packages/core/src/{claims,roles,config}/*.ts', { cwd: root })
  .filter((file) => !/\.test(?:-d)?\.ts$/.test(file))
  .sort()

const sample = files
  .flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .map((text, index) => ({ text, range: `${file}:${index + 1}-${index + 1}` })),
  )
  .filter(({ text }) => /^\s+[^\s/*]/.test(text))
  .filter((_, index) => index % STEP === FIRST)
  .map(({ range }) => range)

const start = performance.now()
const reportFile = join(root, mutationReport)
rmSync(reportFile, { force: true })
const { exitCode, output } = await runCommand(program('stryker'), [
  'run',
  'tools/stryker.config.mjs',
  '--mutate',
  (whole ? files : sample).join(','),
])
if (exitCode !== 0 || !existsSync(reportFile)) {
  console.error(output)
  process.exitCode = 1
} else {
  const { mutants, killed, timeouts, percent, survivors } = countMutants(
    JSON.parse(readFileSync(reportFile, 'utf8')),
  )
  for (const line of survivors) console.log(`  survived: ${line}`)
  const minutes = ((performance.now() - start) / 60_000).toFixed(1)
  console.log(
    `${mutants} mutants: ${killed} killed, ${timeouts} timed out, ${survivors.length} survived, ` +
      `${percent.toFixed(1)} % in ${minutes} minutes`,
  )
  // A few mutants make no percentage: the sample shows its survivors and fails only without any mutant.
  if (mutants === 0 || (whole && percent < WANTED)) process.exitCode = 1
}
