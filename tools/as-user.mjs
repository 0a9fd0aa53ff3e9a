// Runs programs as a user's machine runs them, outside of the workspace. Without it they would find the workspace's packages, and a
// package that does not name what it needs would work here alone.
import { dirname, delimiter } from 'node:path'
import { runCommand } from './run-command.mjs'

/** For an installation or a program that hangs. */
const mostSeconds = 600

// with-toolchain.mjs names the machine's own Node: often the oldest at hand.
export const node = process.env['MACHINE_NODE'] ?? process.execPath

/** Programs find nothing but what is installed in their own folder, and read no variable of this process. */
export const surroundings = {
  PATH: [dirname(node), process.env['PATH']].join(delimiter),
  ...{ NODE_PATH: undefined, NODE_OPTIONS: undefined, NEXT_TELEMETRY_DISABLED: '1' },
}

/** @param {string} command @param {string[]} args @param {string} cwd @param {Record<string, string>} [env] @returns {Promise<string>} what it printed */
export async function runOrThrow(command, args, cwd, env = {}) {
  const signal = AbortSignal.timeout(mostSeconds * 1000)
  const options = { cwd, env: { ...surroundings, ...env }, signal }
  const { exitCode, output } = await runCommand(command, args, options)
  if (exitCode !== 0) throw new Error(`${command} ${args.slice(0, 2).join(' ')} failed:\n${output}`)
  return output
}
