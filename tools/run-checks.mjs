// Runs the steps of `npm test`, two at a time, and counts them.
import { runCommand } from './run-command.mjs'

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {boolean} [counts] whether it says numbers that are worth reading when it passed
 */

/** @param {string} name @param {string} command @param {string[]} args @returns {Check} */
export const check = (name, command, ...args) => ({ name, command, args })

/** @param {string} name @param {boolean} passed @param {number} start in milliseconds, of `performance` */
export function printStep(name, passed, start) {
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${passed ? '✔' : '✘'} ${name.padEnd(56)} ${seconds.padStart(6)} s`)
}

/** @param {Check} check @returns {Promise<boolean>} whether it passed; its output is shown if it did not */
export async function runCheck({ name, command, args, counts = false }) {
  const start = performance.now()
  const { exitCode, output } = await runCommand(command, args)
  printStep(name, exitCode === 0, start)
  if (exitCode !== 0) console.log(`\n${output.trimEnd()}\n`)
  else if (counts) console.log(output.trimEnd().replace(/^/gm, '  '))
  return exitCode === 0
}

/** @param {Check[]} checks @returns {Promise<boolean[]>} which passed */
export async function runChecks(checks) {
  /** @type {boolean[]} */
  const passed = []
  const waiting = [...checks]
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      passed.push(await runCheck(next))
  }
  await Promise.all([work(), work()])
  return passed
}
