// Runs vitest and counts from its report. Without the count a run that found no test would pass.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { printStep } from './run-checks.mjs'
import { runCommand } from './run-command.mjs'
import { cache, program, root } from './workspace.mjs'

/**
 * @typedef {object} Report the members of vitest's JSON report that count
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 */

/**
 * @param {string[]} args for vitest
 * @param {{ show: boolean }} options whether vitest writes to the terminal
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runVitest(args, { show }) {
  const start = performance.now()
  const reportFile = join(cache, 'vitest.json')
  rmSync(reportFile, { force: true })
  mkdirSync(cache, { recursive: true })
  const { exitCode, output } = await runCommand(
    program('vitest'),
    ['run', '--config', 'vitest.workspace.ts', ...args],
    {
      env: { VITEST_JSON: reportFile },
      show,
    },
  )
  /** @type {Report} */
  const report = existsSync(reportFile)
    ? JSON.parse(readFileSync(reportFile, 'utf8'))
    : { numPassedTests: 0, numFailedTests: 0 }
  const passed = report.numPassedTests
  // A file that does not load, or an error outside any test, fails the run and no test.
  const failed = report.numFailedTests > 0 ? report.numFailedTests : exitCode !== 0 || passed === 0 ? 1 : 0
  printStep(`tests: ${passed} passed`, failed === 0, start)
  if (failed > 0) console.log(`\n${output.trimEnd()}\n`)
  return { passed, failed }
}

/** @param {number} wanted percent @returns {string[]} core's files of which fewer branches were taken */
export function filesBelow(wanted) {
  const summary = join(root, 'coverage', 'coverage-summary.json')
  if (!existsSync(summary)) return ['no coverage was measured']
  /** @type {Record<string, { branches: { pct: number } }>} */
  const files = JSON.parse(readFileSync(summary, 'utf8'))
  return Object.entries(files)
    .filter(([name, { branches }]) => name !== 'total' && branches.pct < wanted)
    .map(([name, { branches }]) => `${name.replace(root, '.')}: ${branches.pct} % of the branches`)
}
