// Runs a provider's server until it is stopped. Without it a server could outlive a run that failed or was interrupted:
// run-command.mjs ends the process group that it started, by its id.
import { runCommand } from '../run-command.mjs'

const mostSeconds = 300

/**
 * @typedef {object} Server
 * @property {string} command
 * @property {string[]} args
 * @property {string} cwd
 * @property {Record<string, string>} env
 * @property {string} readyUrl answers 200 as soon as the server can be used
 */

/** @param {Server} server @returns {Promise<() => Promise<void>>} stops it */
export async function startServer({ command, args, cwd, env, readyUrl }) {
  const end = new AbortController()
  /** @type {{ exitCode: number, output: string } | undefined} */
  let ended
  const run = runCommand(command, args, { cwd, env, signal: end.signal })
  void run.then((result) => (ended = result))

  const latest = performance.now() + mostSeconds * 1000
  while (!(await isReady(readyUrl))) {
    if (performance.now() > latest) end.abort()
    if (end.signal.aborted) ended = await run
    if (ended !== undefined) throw new Error(`${command} ended with ${ended.exitCode}\n${ended.output}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return async () => {
    end.abort()
    await run
  }
}

/**
 * Starts a server that makes new keys at every start.
 * @param {Server} server
 */
export async function startWithKeys(server) {
  let stop = await startServer(server)
  return {
    stop: () => stop(),
    async restart() {
      await stop()
      stop = await startServer(server)
    },
  }
}

/** @param {string} url */
async function isReady(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5000) })).status === 200
  } catch {
    // It does not listen yet.
    return false
  }
}
