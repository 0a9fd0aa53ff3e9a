// Changes core's decisions line by line and asks whether its tests notice: one line in a hundred, or all with --whole.
// Without it a test that runs a line but looks at nothing would pass for a test.
// `--whole config roles/glob` takes only the files whose names hold one of the words.
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { countMutants, describeCount, mutationReport } from './mutation-report.mjs'
import { runCommand } from './run-command.mjs'
import { program, root } from './workspace.mjs'

/** How many percent of the mutants in each folder the tests must tell from the original. */
const WANTED = 95

const STEP = 100
// Always the same lines, so that a failure comes back.
const FIRST = 17

const args = process.argv.slice(2)
const whole = args.includes('--whole')
const words = args.filter((arg) => !arg.startsWith('-'))
const folders = ['claims', 'roles', 'config'].map((name) => `packages/core/src/${name}/`)
const files = folders
  .flatMap((folder) => globSync(`${folder}*.ts`, { cwd: root }).sort())
  .filter((file) => !/\.test(?:-d)?\.ts$/.test(file))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))

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
  const report = JSON.parse(readFileSync(reportFile, 'utf8'))
  const total = countMutants(report)
  for (const line of total.survivors) console.log(`survived: ${line}`)
  if (whole) {
    for (const folder of folders) {
      const count = countMutants(report, folder)
      if (count.mutants > 0) console.log(`${folder}: ${describeCount(count)}`)
      if (count.mutants > 0 && count.percent < WANTED) process.exitCode = 1
    }
  }
  const minutes = ((performance.now() - start) / 60_000).toFixed(1)
  const lines = whole ? 'every line' : `1 line in ${STEP}`
  console.log(`${words.join(', ') || 'core'}, ${lines}: ${describeCount(total)} in ${minutes} minutes`)
  // A few mutants make no percentage: the sample shows its survivors and fails only without any mutant.
  if (total.mutants === 0) process.exitCode = 1
}
