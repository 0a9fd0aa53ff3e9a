// Runs an app until it is stopped, and waits for its first answer.
import { sendRequest } from '@x/oidc-testing'
import { runCommand } from '../run-command.mjs'

const mostSeconds = 30

/**
 * @typedef {object} Program
 * @property {string} command
 * @property {string[]} args
 * @property {string} cwd
 * @property {Record<string, string | undefined>} [env]
 */

/**
 * @typedef {object} RunningApp
 * @property {() => string} output what the app has printed until now
 * @property {() => Promise<string>} stop answers all that the app printed
 */

/**
 * @param {Program} program
 * @param {Record<string, string | undefined>} env has `BASE_URL`
 * @returns {Promise<RunningApp>}
 */
export async function startApp({ command, args, cwd, env: own }, env) {
  const end = new AbortController()
  /** @type {{ exitCode: number, output: string } | undefined} */
  let ended
  // A program that pnpm started may have been told where the workspace's packages are.
  const surroundings = { ...own, ...env, NODE_PATH: undefined }
  let printed = ''
  const run = runCommand(command, args, {
    ...{ cwd, env: surroundings, signal: end.signal },
    onOutput: (text) => (printed += text),
  })
  void run.then((result) => (ended = result))
  const stop = async () => {
    end.abort()
    return (await run).output
  }

  const latest = performance.now() + mostSeconds * 1000
  while (!(await answers(`${env['BASE_URL']}/`))) {
    if (ended !== undefined) throw new Error(`the app ended with ${ended.exitCode}\n${ended.output}`)
    if (performance.now() > latest) throw new Error(`no answer in ${mostSeconds} s\n${await stop()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return { stop, output: () => printed }
}

/** @param {string} url */
async function answers(url) {
  try {
    return (await sendRequest({ method: 'GET', url, headers: {} })).status > 0
  } catch {
    // It does not listen yet.
    return false
  }
}
